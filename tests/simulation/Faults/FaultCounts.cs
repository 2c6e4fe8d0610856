namespace KubeDirect.Tests.Simulation.Faults;

/// <summary>How often each class fired.</summary>
internal sealed class FaultCounts
{
    private readonly long[] counts = new long[Enum.GetValues<FaultClass>().Length];
    private readonly Dictionary<CrashCell, long> crashes = CrashCell.All.ToDictionary(cell => cell, _ => 0L);

    public long this[FaultClass fault] => counts[(int)fault];

    public IEnumerable<FaultClass> Never => Enum.GetValues<FaultClass>().Where(fault => this[fault] == 0);

    public IEnumerable<CrashCell> NeverCrashed => CrashCell.All.Where(cell => crashes[cell] == 0);

    /// <summary>How often each stage crashed at each moment.</summary>
    public string Crashes =>
        string.Join(
            ' ', CrashCell.All.GroupBy(cell => cell.Fault).Select(
                cells => $"{cells.Key}({string.Join(", ", cells.Select(cell => $"{cell.Who} {crashes[cell]}"))})"));

    public void Add(FaultClass fault) => counts[(int)fault]++;

    /// <summary>Counts a crash by stage, and with its class.</summary>
    public void Add(CrashCell cell)
    {
        Add(cell.Fault);
        crashes[cell]++;
    }

    public void Add(FaultCounts other)
    {
        for (var index = 0; index < counts.Length; index++)
        {
            counts[index] += other.counts[index];
        }

        foreach (var cell in CrashCell.All)
        {
            crashes[cell] += other.crashes[cell];
        }
    }

    public override string ToString() => string.Join(' ', Enum.GetValues<FaultClass>().Select(fault => $"{fault} {this[fault]}"));
}
