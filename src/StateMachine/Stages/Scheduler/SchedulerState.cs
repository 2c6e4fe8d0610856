using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>A Pod as the Scheduler holds it.</summary>
/// <param name="Phase">How far it has come; <see cref="Phase.Bound"/> is dirty.</param>
/// <param name="Node">Where it is bound, or <see cref="NodeName.None"/>.</param>
/// <param name="Requests">What it takes of that node.</param>
public readonly record struct Binding(Phase Phase, NodeName Node, Resources Requests);

/// <summary>A node as the Scheduler holds it. Immutable.</summary>
/// <param name="Spec">What its object at the API server offers.</param>
/// <param name="Link">The link to its Kubelet.</param>
/// <param name="Excused">Whether recovery goes on without it.</param>
/// <param name="Used">What the Pods bound to it and not yet gone take.</param>
/// <param name="Pods">Those Pods.</param>
public sealed record NodeView(NodeSpec Spec, LinkBelow Link, bool Excused, Resources Used, ImmutableHashSet<PodId> Pods)
{
    /// <summary>That the node is given up; null if it is not.</summary>
    public Cancellation? Cancelled { get; init; }

    /// <summary>Pending Pods for which room is being made here.</summary>
    public ImmutableHashSet<PodId> Nominated { get; init; } = [];

    /// <summary>Whether Pods may be bound to it, if there is room.</summary>
    public bool IsUsable => Link.InSync && Cancelled is null;
}

/// <summary>That a node is given up. Immutable.</summary>
/// <param name="Mark">The mark that says so on the Node.</param>
/// <param name="Written">Whether the mark is known to be there: only then are the node's Pods taken for lost.</param>
/// <param name="Lifting">Whether it was asked that the mark be taken off.</param>
public sealed record Cancellation(string Mark, bool Written, bool Lifting);

/// <summary>The Scheduler's memory. Immutable.</summary>
/// <param name="Incarnation">This run's number, drawn at random.</param>
/// <param name="Handshakes">How many handshakes this run has begun, over all nodes.</param>
/// <param name="Above">The link from the ReplicaSet stage.</param>
/// <param name="Recovered">Whether every node was in sync or excused in this incarnation.</param>
/// <param name="Listed">Whether all nodes were seen once.</param>
/// <param name="Nodes">The nodes that exist.</param>
/// <param name="Pods">Every Pod held.</param>
/// <param name="Tombstones">Pods to be terminated and not yet confirmed gone; also unknown ones that an absent node may hold.</param>
/// <param name="Shapes">By ReplicaSet: what its Pods ask for.</param>
/// <param name="Queue">By ReplicaSet: its Pods that are <see cref="Phase.Pending"/>.</param>
/// <param name="Parked">ReplicaSets for which no node was found; looked at again when something changes that could help. Policy only.</param>
public sealed record SchedulerState(
    ulong Incarnation,
    uint Handshakes,
    LinkAbove Above,
    bool Recovered,
    bool Listed,
    ImmutableSortedDictionary<NodeName, NodeView> Nodes,
    ImmutableDictionary<PodId, Binding> Pods,
    ImmutableHashSet<PodId> Tombstones,
    ImmutableDictionary<ScaleKey, PodShape> Shapes,
    ImmutableSortedDictionary<ScaleKey, ImmutableSortedSet<PodId>> Queue,
    ImmutableHashSet<ScaleKey> Parked)
{
    /// <summary>The nodes that are given up; almost always none.</summary>
    public ImmutableSortedSet<NodeName> GivenUp { get; init; } = [];

    /// <summary>How many nodes this run has given up.</summary>
    public uint Cancels { get; init; }

    /// <summary>Marks that this run has taken off Nodes: a watch that lags may still show them.</summary>
    public ImmutableHashSet<string> Lifted { get; init; } = [];

    /// <summary>Pending Pods for which room is being made, and where.</summary>
    public ImmutableDictionary<PodId, NodeName> Nominated { get; init; } = ImmutableDictionary<PodId, NodeName>.Empty;

    /// <summary>ReplicaSets whose priority is not 0: while there is none, order does not matter. Policy only.</summary>
    public ImmutableHashSet<ScaleKey> Prioritized { get; init; } = [];

    /// <summary>The memory of a stage that has just started.</summary>
    /// <param name="incarnation">A number that no other run of any stage has.</param>
    public static SchedulerState Initial(ulong incarnation) => new(
        incarnation,
        0,
        default,
        Recovered: false,
        Listed: false,
        ImmutableSortedDictionary<NodeName, NodeView>.Empty,
        ImmutableDictionary<PodId, Binding>.Empty,
        [],
        ImmutableDictionary<ScaleKey, PodShape>.Empty,
        ImmutableSortedDictionary<ScaleKey, ImmutableSortedSet<PodId>>.Empty,
        []);

    /// <summary>Whether every node that exists is in sync.</summary>
    public bool AllInSync => Listed && Nodes.Values.All(node => node.Link.InSync);

    /// <summary>Whether every node that exists is in sync or given up for all to see, so that nobody has to wait for what is unknown here.</summary>
    public bool NobodyMayHold => Listed && Nodes.Values.All(node => node.Link.InSync || node.Cancelled is { Written: true });

    /// <summary>How important a Pod is; 0 if its ReplicaSet is not known.</summary>
    public int Priority(PodId pod) => Priority(pod.Owner);

    /// <summary>How important the Pods of a ReplicaSet are; 0 if it is not known.</summary>
    public int Priority(ScaleKey replicaSet) => Prioritized.Contains(replicaSet) && Shapes.TryGetValue(replicaSet, out var shape) ? shape.Priority : 0;

    /// <summary>What is being made free on a node for others than this Pod, of at least its priority.</summary>
    internal Resources Reserved(NodeView node, PodId pod)
    {
        var reserved = default(Resources);
        if (!node.Nominated.IsEmpty)
        {
            var priority = Priority(pod);
            foreach (var other in Preemption.Claims(this, node).Where(other => other != pod && Priority(other) >= priority))
            {
                reserved += RequestsOf(other.Owner);
            }
        }

        return reserved;
    }

    /// <summary>What a Pod of a ReplicaSet asks of a node; nothing if the ReplicaSet is not known.</summary>
    internal Resources RequestsOf(ScaleKey replicaSet) => Shapes.TryGetValue(replicaSet, out var shape) ? shape.Requests : default;

    /// <summary>Notes that a node is given up, or is not.</summary>
    internal SchedulerState With(NodeName name, NodeView node, Cancellation? cancelled) => this with
    {
        Nodes = Nodes.SetItem(name, node with { Cancelled = cancelled }),
        GivenUp = cancelled is null ? GivenUp.Remove(name) : GivenUp.Add(name),
    };

    /// <summary>A node is there no more, nor room on it.</summary>
    internal SchedulerState Without(NodeName name)
    {
        var next = this with { Nodes = Nodes.Remove(name), GivenUp = GivenUp.Remove(name) };
        return next with { Nominated = next.Nominated.RemoveRange(Nominated.Where(pair => pair.Value == name).Select(pair => pair.Key)), Parked = [] };
    }

    /// <summary>Makes room for a Pod on a node, and nowhere else.</summary>
    internal SchedulerState Nominate(PodId pod, NodeName name)
    {
        var next = Denominate(pod);
        return next with
        {
            Nominated = next.Nominated.Add(pod, name),
            Nodes = next.Nodes.SetItem(name, next.Nodes[name] with { Nominated = next.Nodes[name].Nominated.Add(pod) }),
        };
    }

    private SchedulerState Denominate(PodId pod) => Nominated.TryGetValue(pod, out var name)
        ? this with
        {
            Nominated = Nominated.Remove(pod),
            Nodes = Nodes.SetItem(name, Nodes[name] with { Nominated = Nodes[name].Nominated.Remove(pod) }),
            Parked = [],
        }
        : this;

    /// <summary>Notes that recovery is complete, if it is; it stays so for this incarnation.</summary>
    internal SchedulerState Recover() =>
        Recovered || !Listed || !Nodes.Values.All(node => node.Link.InSync || node.Excused || node.Cancelled is { Written: true }) ? this : this with { Recovered = true };

    /// <summary>Holds a Pod in this state of it; its former state no longer counts.</summary>
    internal SchedulerState Hold(PodId pod, Binding binding)
    {
        var next = Release(pod);
        next = next with { Pods = next.Pods.SetItem(pod, binding) };
        if (binding.Node == NodeName.None)
        {
            return next with { Queue = next.Queue.SetItem(pod.Owner, Waiting(next, pod.Owner).Add(pod)) };
        }

        return next.Nodes.TryGetValue(binding.Node, out var node)
            ? next with { Nodes = next.Nodes.SetItem(binding.Node, node with { Used = node.Used + binding.Requests, Pods = node.Pods.Add(pod) }) }
            : next;
    }

    /// <summary>Notes how far a bound Pod has come; what it takes of its node stays the same.</summary>
    internal SchedulerState Advance(PodId pod, Binding binding, Phase phase) =>
        this with { Pods = Pods.SetItem(pod, binding with { Phase = phase }) };

    /// <summary>A Pod is gone: entry and tombstone are dropped, and what it took is free.</summary>
    internal SchedulerState Drop(PodId pod)
    {
        var next = Release(pod);
        return next with { Pods = next.Pods.Remove(pod), Tombstones = next.Tombstones.Remove(pod), Parked = [] };
    }

    private static ImmutableSortedSet<PodId> Waiting(SchedulerState state, ScaleKey key) => state.Queue.TryGetValue(key, out var waiting) ? waiting : [];

    private SchedulerState Release(PodId pod)
    {
        if (Pods.TryGetValue(pod, out var old) && old.Node == NodeName.None)
        {
            var waiting = Waiting(this, pod.Owner).Remove(pod);
            return Denominate(pod) with { Queue = waiting.IsEmpty ? Queue.Remove(pod.Owner) : Queue.SetItem(pod.Owner, waiting) };
        }

        // What is not held is on no node.
        return Nodes.TryGetValue(old.Node, out var node)
            ? this with { Nodes = Nodes.SetItem(old.Node, node with { Used = node.Used - old.Requests, Pods = node.Pods.Remove(pod) }) }
            : this;
    }
}
