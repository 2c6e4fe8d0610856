using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>What the Pods of a ReplicaSet request of a node.</summary>
/// <param name="Requests">What one Pod takes; its <see cref="Resources.Pods"/> is 1.</param>
/// <param name="NodeSelector">Labels that the node must have.</param>
/// <param name="Tolerations">Taints that the Pods tolerate.</param>
public sealed record PodShape(
    Resources Requests,
    ImmutableSortedDictionary<string, string> NodeSelector,
    ImmutableArray<Toleration> Tolerations)
{
    /// <summary>Their priority; higher is more important. Pods of lower priority may be ended to make room for them.</summary>
    public int Priority { get; init; }

    /// <summary>Whether other Pods may be ended to make room for them.</summary>
    public bool Preempts { get; init; } = true;

    /// <summary>Whether one of the tolerations tolerates a taint.</summary>
    internal bool Tolerates(Taint taint) => Tolerations.Any(toleration => toleration.Tolerates(taint));
}
