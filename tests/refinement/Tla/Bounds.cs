using System.Globalization;

namespace KubeDirect.Tests.Refinement.Tla;

/// <summary>The constants of a model, read from its configuration, so that
/// the code is explored within the very bounds that TLC was given.</summary>
internal sealed class Bounds
{
    private readonly Dictionary<string, string> constants;

    private Bounds(Dictionary<string, string> constants) => this.constants = constants;

    public IReadOnlyList<string> Nodes => Members("Nodes");

    public int NodeSize => Number("NodeSize");

    public int Names => Number("Names");

    public int ReplicaSets => Number("ReplicaSets");

    public int Replicas => Number("Replicas");

    public IReadOnlyList<int> Counts => [.. Members("Counts").Select(int.Parse)];

    public int MaxScales => Number("MaxScales");

    public int MaxCrashes => Number("MaxCrashes");

    public IReadOnlyList<string> CrashStages => Members("CrashStages");

    public int MaxBreaks => Number("MaxBreaks");

    public IReadOnlyList<string> BreakLinks => Members("BreakLinks");

    public int MaxLate => Number("MaxLate");

    public int MaxExcuses => Number("MaxExcuses");

    public int MaxPodFailures => Number("MaxPodFailures");

    public bool Publishing => constants["Publishing"] == "TRUE";

    public int MaxDeletes => Number("MaxDeletes");

    public int MaxApiFailures => Number("MaxApiFailures");

    public int MaxCancels => Number("MaxCancels");

    public int MaxRollouts => Number("MaxRollouts");

    public int MaxNodeDeletes => Number("MaxNodeDeletes");

    public bool Lagging => constants["Lagging"] == "TRUE";

    public IReadOnlyList<int> High => [.. Members("High").Select(int.Parse)];

    /// <summary>Reads the CONSTANTS of a configuration.</summary>
    /// <exception cref="FormatException">It replaces a constant by a definition, which only TLC can evaluate.</exception>
    public static Bounds Read(string path)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(path))
        {
            if (line.Contains("<-", StringComparison.Ordinal))
            {
                throw new FormatException($"{path}: '{line.Trim()}' must be written out as a value.");
            }

            if (line.StartsWith(' ') && line.Split('=', 2, StringSplitOptions.TrimEntries) is [var name, var value])
            {
                values.Add(name, value);
            }
        }

        return new Bounds(values);
    }

    private int Number(string name) => int.Parse(constants[name], CultureInfo.InvariantCulture);

    private string[] Members(string name) =>
        [.. constants[name]
            .Trim('{', '}')
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(member => member.Trim('"'))];
}
