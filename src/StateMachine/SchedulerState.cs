using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>The Scheduler's memory. Immutable.</summary>
/// <param name="Incarnation">The number of this run, drawn at random.</param>
/// <param name="Handshakes">How many handshakes this run has begun, over all nodes.</param>
/// <param name="Above">The link from the ReplicaSet stage.</param>
/// <param name="Recovered">Whether every node was in sync or excused in this incarnation.</param>
/// <param name="Listed">Whether all nodes were seen once.</param>
/// <param name="Nodes">The nodes that exist.</param>
/// <param name="Pods">Every Pod held.</param>
/// <param name="Tombstones">
/// Pods to be terminated and not yet confirmed gone; some may be of unknown Pods that an absent node may hold.
/// </param>
/// <param name="Shapes">By ReplicaSet: what its Pods request.</param>
/// <param name="Queue">By ReplicaSet: its Pods that are <see cref="Phase.Pending"/>.</param>
/// <param name="Parked">
/// ReplicaSets for whose Pods no node was found. They are looked at again when a change could help. Only the policy reads this.
/// </param>
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
    ImmutableHashSet<ScaleKey> Parked) : IUpstream<SchedulerState>, IDownstream<SchedulerState>
{
    /// <summary>The nodes that are cancelled; almost always none.</summary>
    public ImmutableSortedSet<NodeName> Cancelled { get; init; } = [];

    /// <summary>How many marks this run has made.</summary>
    public uint Cancels { get; init; }

    /// <summary>Marks that this run has taken off Nodes, or found to be old. A watch that lags may still show them.</summary>
    public ImmutableHashSet<string> Lifted { get; init; } = [];

    /// <summary>Pending Pods for which room is being made, and where.</summary>
    public ImmutableDictionary<PodId, NodeName> Nominated { get; init; } = ImmutableDictionary<PodId, NodeName>.Empty;

    /// <summary>ReplicaSets whose priority is not 0. While there is none, all Pods are equally important.</summary>
    public ImmutableHashSet<ScaleKey> Prioritized { get; init; } = [];

    StageKind IStageState.Kind => StageKind.Scheduler;

    ulong? IStageState.Incarnation => Incarnation;

    NodeName IStageState.Node => NodeName.None;

    LinkAbove? IStageState.Above => Above;

    Epoch IUpstream<SchedulerState>.FreshEpoch => new(Incarnation, Handshakes + 1);

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

    /// <summary>
    /// Whether every node that exists is in sync or given up, so that nobody can hold a Pod that is unknown here (operator
    /// <c>NobodyMayHold</c>).
    /// </summary>
    public bool NobodyMayHold => Listed && Nodes.Values.All(node => node.Link.InSync || node.IsGivenUp);

    /// <summary>The priority of a Pod; 0 if its ReplicaSet is not known.</summary>
    public int Priority(PodId pod) => Priority(pod.Owner);

    /// <summary>The priority of the Pods of a ReplicaSet; 0 if it is not known.</summary>
    public int Priority(ScaleKey replicaSet) =>
        Prioritized.Contains(replicaSet) && Shapes.TryGetValue(replicaSet, out var shape) ? shape.Priority : 0;

    /// <inheritdoc/>
    public LinkBelow? LinkTo(LinkId link) => Nodes.TryGetValue(new NodeName(link.Value), out var node) ? node.Link : null;

    SchedulerState IUpstream<SchedulerState>.WithBelow(LinkId link, LinkBelow below)
    {
        var name = new NodeName(link.Value);
        var next = WithNode(name, Nodes[name] with { Link = below }) with { Handshakes = Math.Max(Handshakes, below.Epoch.Counter) };

        // Pods for which room was being made on a node that is lost may have to look elsewhere.
        return below.Status == LinkStatus.Down && !next.Nodes[name].Nominated.IsEmpty ? next.Unpark() : next;
    }

    SchedulerState IDownstream<SchedulerState>.WithAbove(LinkAbove above) => this with { Above = above };

    Message IDownstream<SchedulerState>.Snapshot() => new PodSnapshot(
        Above.Epoch,
        [.. Pods.OrderBy(pair => pair.Key).Select(pair => new PodReport(pair.Key, pair.Value.Phase, pair.Value.Node, pair.Value.Requests))],
        [.. Tombstones.Order()]);

    /// <summary>What a Pod of a ReplicaSet requests of a node; nothing if the ReplicaSet is not known.</summary>
    internal Resources RequestsOf(ScaleKey replicaSet) => Shapes.TryGetValue(replicaSet, out var shape) ? shape.Requests : default;

    /// <summary>All nodes were seen once.</summary>
    internal SchedulerState WithListed() => (this with { Listed = true }).Recover();

    /// <summary>
    /// Replaces what is known of a node. Only for what decides about recovery: its object, its link, its excuse or its cancellation.
    /// </summary>
    internal SchedulerState WithNode(NodeName name, NodeView node) => (this with
    {
        Nodes = Nodes.SetItem(name, node),
        Cancelled = node.Cancelled is null ? Cancelled.Remove(name) : Cancelled.Add(name),
    }).Recover();

    /// <summary>A node does not exist any more. No room is being made there.</summary>
    internal SchedulerState WithoutNode(NodeName name) => (this with
    {
        Nodes = Nodes.Remove(name),
        Cancelled = Cancelled.Remove(name),
        Nominated = Nominated.RemoveRange(Nominated.Where(pair => pair.Value == name).Select(pair => pair.Key)),
    }).Recover().Unpark();

    /// <summary>The policy looks at every ReplicaSet with pending Pods again.</summary>
    internal SchedulerState Unpark() => this with { Parked = [] };

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

    /// <summary>Holds a Pod in this state. What it took in its former state is free.</summary>
    internal SchedulerState Hold(PodId pod, Binding binding)
    {
        var next = Release(pod);
        next = next with { Pods = next.Pods.SetItem(pod, binding) };
        if (binding.Node == NodeName.None)
        {
            return next with { Queue = next.Queue.SetItem(pod.Owner, Waiting(next, pod.Owner).Add(pod)) };
        }

        return next.Nodes.TryGetValue(binding.Node, out var node)
            ? next with
            {
                Nodes = next.Nodes.SetItem(binding.Node, node with { Used = node.Used + binding.Requests, Pods = node.Pods.Add(pod) }),
            }
            : next;
    }

    /// <summary>Notes how far a bound Pod has come. What it takes of its node stays the same.</summary>
    internal SchedulerState Advance(PodId pod, Binding binding, Phase phase) =>
        this with { Pods = Pods.SetItem(pod, binding with { Phase = phase }) };

    /// <summary>A Pod is gone: its entry and its tombstone are dropped, and what it took is free.</summary>
    internal SchedulerState Drop(PodId pod)
    {
        var next = Release(pod);
        return (next with { Pods = next.Pods.Remove(pod), Tombstones = next.Tombstones.Remove(pod) }).Unpark();
    }

    /// <summary>Notes that recovery is complete, if it is (operator <c>Recovered</c>). It stays complete for this incarnation.</summary>
    private SchedulerState Recover() =>
        Recovered || !Listed || !Nodes.Values.All(node => node.Link.InSync || node.Excused || node.IsGivenUp)
            ? this
            : this with { Recovered = true };

    private SchedulerState Denominate(PodId pod) => Nominated.TryGetValue(pod, out var name)
        ? (this with
        {
            Nominated = Nominated.Remove(pod),
            Nodes = Nodes.SetItem(name, Nodes[name] with { Nominated = Nodes[name].Nominated.Remove(pod) }),
        }).Unpark()
        : this;

    private static ImmutableSortedSet<PodId> Waiting(SchedulerState state, ScaleKey key) =>
        state.Queue.TryGetValue(key, out var waiting) ? waiting : [];

    private SchedulerState Release(PodId pod)
    {
        if (Pods.TryGetValue(pod, out var old) && old.Node == NodeName.None)
        {
            var waiting = Waiting(this, pod.Owner).Remove(pod);
            return Denominate(pod) with { Queue = waiting.IsEmpty ? Queue.Remove(pod.Owner) : Queue.SetItem(pod.Owner, waiting) };
        }

        // A Pod that is not held is on no node.
        return Nodes.TryGetValue(old.Node, out var node)
            ? this with { Nodes = Nodes.SetItem(old.Node, node with { Used = node.Used - old.Requests, Pods = node.Pods.Remove(pod) }) }
            : this;
    }
}
