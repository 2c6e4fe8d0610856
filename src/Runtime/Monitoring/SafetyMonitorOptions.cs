using KubeDirect.Primitives;

namespace KubeDirect.Runtime.Monitoring;

/// <summary>What a <see cref="SafetyMonitor"/> may assume. Immutable; checked when a monitor is made.</summary>
public sealed record SafetyMonitorOptions
{
    /// <summary>Whether every Kubelet of the chain runs in this process and is observed. Only then can NoPhantomReady be judged.</summary>
    public bool AllKubeletsHere { get; init; } = true;

    /// <summary>Whether NoOverCreation is judged until the first failure is seen.</summary>
    public bool ExpectNoFailures { get; init; } = true;

    /// <summary>How many Pods that have ended most recently are remembered; at least 1.</summary>
    [Positive]
    public int EndedPods { get; init; } = 100_000;
}
