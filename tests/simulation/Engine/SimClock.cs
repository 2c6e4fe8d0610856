namespace KubeDirect.Tests.Simulation.Engine;

/// <summary>The clock on a machine's wall, which may jump; timers and stopwatches do not follow it.</summary>
internal sealed class SimClock
{
    /// <summary>By how much it is wrong.</summary>
    public TimeSpan Skew { get; set; }
}
