namespace KubeDirect.Tests.Simulation;

/// <summary>What came of one seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Failure">What was wrong, beginning with a property's name; null if nothing was.</param>
/// <param name="Faults">What was injected.</param>
/// <param name="Converged">Virtual time from the end of all faults until everything agreed.</param>
/// <param name="RestConverged">Virtual time that the rest took while a part went on failing; null if no part did.</param>
/// <param name="VirtualTime">The whole run.</param>
/// <param name="Steps">Turns and events.</param>
/// <param name="PodsStarted">Pods that were started.</param>
/// <param name="End">What the API server shows in the end.</param>
internal sealed record Outcome(
    ulong Seed, string? Failure, FaultCounts Faults, TimeSpan Converged, TimeSpan? RestConverged, TimeSpan VirtualTime, long Steps,
    int PodsStarted, string End)
{
    /// <summary>How many steps were taken again from the logs; 0 if none were written.</summary>
    public int Replayed { get; init; }
}
