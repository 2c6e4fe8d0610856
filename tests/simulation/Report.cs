using System.Globalization;

namespace KubeDirect.Tests.Simulation;

/// <summary>What came of many seeds.</summary>
internal sealed record Report(
    int Seeds, IReadOnlyList<Outcome> Failures, FaultCounts Faults, IReadOnlyList<TimeSpan> Converged,
    IReadOnlyList<TimeSpan> RestConverged, TimeSpan VirtualTime, TimeSpan RealTime)
{
    // With fewer seeds than this, a class may be missing by chance.
    private const int SeedsForEveryClass = 200;
    private const int SeedsForEveryCrash = 1000;

    /// <summary>Classes that should have fired and did not.</summary>
    public IReadOnlyList<FaultClass> Missing => Seeds >= SeedsForEveryClass ? [.. Faults.Never] : [];

    /// <summary>Stages that should have crashed at a moment and did not.</summary>
    public IReadOnlyList<CrashCell> MissingCrashes => Seeds >= SeedsForEveryCrash ? [.. Faults.NeverCrashed] : [];

    public bool Survived => Failures.Count == 0 && Missing.Count == 0 && MissingCrashes.Count == 0;

    /// <summary>What is said before the last line of a run.</summary>
    public string Details => string.Create(
        CultureInfo.InvariantCulture,
        $"crashes by stage: {Faults.Crashes}\nwhile a part went on failing, the rest converged in {RestConverged.Count} seeds: p50 " +
            $"{Percentile(RestConverged, 50):0.00} s, p99 {Percentile(RestConverged, 99):0.00} s");

    /// <summary>The last line of a run.</summary>
    public string Line(string commit)
    {
        string[] never = [.. Missing.Select(fault => $"{fault}"), .. MissingCrashes.Select(cell => $"{cell}")];
        var missing = never.Length == 0 ? "" : $" NEVER FIRED: {string.Join(' ', never)};";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"commit {commit}, {Seeds} seeds, {VirtualTime.TotalHours:0.0} h of virtual time in {RealTime.TotalSeconds:0} s; faults: " +
                $"{Faults};{missing} survived {Seeds - Failures.Count}/{Seeds}, lost " +
                $"{Of("Converges", "Coherence", "Published", "Statuses", "Terminates", "Resynchronizes")}, duplicated " +
                $"{Of("UniqueBinding")}, resurrected {Of("NoResurrection", "NeverRecreated")}, converged p50 " +
                $"{Percentile(Converged, 50):0.00} s, p99 {Percentile(Converged, 99):0.00} s");
    }

    private int Of(params string[] properties) =>
        Failures.Count(failure => properties.Any(property => failure.Failure!.StartsWith(property, StringComparison.Ordinal)));

    private static double Percentile(IReadOnlyList<TimeSpan> times, int percent) =>
        times.Count == 0 ? 0 : times.Order().ElementAt(Math.Min(times.Count - 1, times.Count * percent / 100)).TotalSeconds;
}
