using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>A node as the Scheduler holds it. Immutable.</summary>
/// <param name="Spec">What its Node object offers.</param>
/// <param name="Link">The link to its Kubelet.</param>
/// <param name="Excused">Whether recovery goes on without it.</param>
/// <param name="Used">What the Pods bound to it and not yet gone take.</param>
/// <param name="Pods">Those Pods.</param>
public sealed record NodeView(NodeSpec Spec, LinkBelow Link, bool Excused, Resources Used, ImmutableHashSet<PodId> Pods)
{
    /// <summary>Its cancellation; null if it is not cancelled.</summary>
    public NodeCancellation? Cancelled { get; init; }

    /// <summary>Pending Pods for which room is being made here.</summary>
    public ImmutableHashSet<PodId> Nominated { get; init; } = [];

    /// <summary>Whether Pods may be bound to it, if there is room.</summary>
    public bool IsUsable => Link.InSync && Cancelled is null;

    /// <summary>Whether the mark of its cancellation is known to be written.</summary>
    public bool IsGivenUp => Cancelled is { Written: true };

    /// <summary>Whether it is cancelled, in sync again and holds no Pod, so that its mark may be taken off.</summary>
    public bool IsDrained => Cancelled is { Written: true, Lifting: false } && Link.InSync && Pods.IsEmpty;
}
