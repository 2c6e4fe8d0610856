using KubeDirect.Primitives;

namespace KubeDirect.KubeAdapter.Scheduler;

/// <summary>The options of the Scheduler. Immutable; checked when it starts.</summary>
public sealed record SchedulerHostOptions
{
    /// <summary>Where a node's agent listens. Null to use the address that the Node shows.</summary>
    public Func<string, Uri?> AddressOf { get; init; } = _ => null;

    /// <summary>
    /// How long a node may be out of sync before it is cancelled; null for ever. The default is the time after which Kubernetes evicts the
    /// Pods of a node that is away: 40 s until the node is not Ready, and the 300 s for which Pods tolerate that.
    /// </summary>
    [Positive]
    public TimeSpan? CancelAfter { get; init; } = TimeSpan.FromSeconds(340);
}
