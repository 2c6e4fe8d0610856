using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property;

/// <summary>The safety properties, over the history and the state of a chain.</summary>
internal sealed class Safety
{
    private readonly Dictionary<PodId, NodeName> started = [];
    private readonly HashSet<PodId> ended = [];
    private readonly Dictionary<NodeName, (ulong Incarnation, HashSet<PodId> Pods)> doomed = [];

    public List<string> Violations { get; } = [];

    public int StartedPods => started.Count;

    public void Started(PodId pod, NodeName node)
    {
        Require(!started.ContainsKey(pod), $"UniqueBinding: {pod} is started on {node}, and was started before");
        Require(!ended.Contains(pod), $"NoResurrection: {pod} is started after it ended");
        started[pod] = node;
    }

    public void Ended(PodId pod) => ended.Add(pod);

    /// <summary>NoOverCreation: whoever makes a Pod makes no more than are wanted, counting those that live anywhere, unless a node was left out.</summary>
    public void Created(Chain chain, ScaleKey owner)
    {
        var group = chain.R.Group(owner);
        var alive = group.Live.Select(victim => victim.Pod).ToHashSet();
        alive.UnionWith(chain.K.Values.SelectMany(node => node.Pods)
            .Where(pair => pair.Key.Owner == owner && pair.Value.Phase < Phase.Terminating && !group.Tombstones.Contains(pair.Key) && !chain.S.Tombstones.Contains(pair.Key))
            .Select(pair => pair.Key));
        Require(LeftOut || alive.Count <= group.Held?.Replicas, $"NoOverCreation: {alive.Count} Pods of {owner} where {group.Held?.Replicas} are wanted");
    }

    /// <summary>Whether the Scheduler ever went on without a node, which may run what nobody counts.</summary>
    public bool LeftOut { get; set; }

    public void Check(Chain chain)
    {
        foreach (var (name, node) in chain.S.Nodes)
        {
            Require(
                !doomed.TryGetValue(name, out var lost) || chain.S.Incarnation != lost.Incarnation || !lost.Pods.Any(chain.K[name].Pods.ContainsKey) || node.Pods.All(pod => chain.S.Pods[pod].Phase != Phase.Bound || lost.Pods.Contains(pod)),
                $"CancelledDrains: a Pod is bound to {name}, which still runs what was given up with it");
            Require(node.Used.FitsIn(node.Spec.Allocatable), $"Capacity: {name} is promised {node.Used}");
            Require(chain.K[name].Pods.Count <= node.Spec.Allocatable.Pods, $"Capacity: {name} runs {chain.K[name].Pods.Count} Pods");
            var wire = chain.NodeWires[name];
            if (node.Link.InSync && wire.IsQuiet && wire.Current == node.Link.Epoch)
            {
                Require(
                    node.Pods.Count == chain.K[name].Pods.Count && node.Pods.All(pod => chain.K[name].PhaseOf(pod) == chain.S.Pods[pod].Phase),
                    $"Coherence: the Scheduler's view of {name} is not what {name} holds");
            }
        }

        CheckCoherence(chain);
        foreach (var (pod, view) in chain.R.Groups.SelectMany(pair => pair.Value.Pods))
        {
            Require(view.Phase != Phase.Ready || started.ContainsKey(pod), $"NoPhantomReady: {pod} counts as ready and never started");
        }

        foreach (var (pod, shown) in chain.Api.Objects)
        {
            Require(!shown.Running || (started.TryGetValue(pod, out var node) && node == shown.Node), $"PublishedIsReal: {pod} shows Running on {shown.Node}");
        }
    }

    /// <summary>The Scheduler took a node's Pods for lost; the node may run some of them.</summary>
    public void GivenUp(Chain chain, NodeName node) => doomed[node] = (chain.S.Incarnation, [.. chain.K[node].Pods.Keys]);

    private void CheckCoherence(Chain chain)
    {
        if (chain.R.Below.InSync && chain.RS.IsQuiet && chain.RS.Current == chain.R.Below.Epoch)
        {
            var seen = chain.R.Groups.SelectMany(pair => pair.Value.Pods).ToDictionary(pair => pair.Key, pair => (pair.Value.Phase, pair.Value.Node));
            Require(
                seen.Count == chain.S.Pods.Count && seen.All(pair => chain.S.Pods.TryGetValue(pair.Key, out var binding) && (binding.Phase, binding.Node) == pair.Value),
                "Coherence: the ReplicaSet stage's view is not what the Scheduler holds");
            var buried = chain.R.Groups.SelectMany(pair => pair.Value.Tombstones).ToHashSet();

            // Not equal: a tombstone that crossed its Pod's Gone on the way stays at the Scheduler until no absent node can hold the Pod.
            Require(chain.S.Tombstones.IsSupersetOf(buried), "Coherence: the Scheduler lacks a tombstone of the ReplicaSet stage");
        }

        if (chain.D.Below.InSync && chain.DR.IsQuiet && chain.DR.Current == chain.D.Below.Epoch)
        {
            Require(
                chain.D.View.Sent.All(pair => chain.R.Group(pair.Key).Held is not { } held ? pair.Value.Count.Replicas == 0 : held == pair.Value.Count),
                "Coherence: the Deployment stage's view is not what the ReplicaSet stage holds");
        }

        if (chain.A.Below.InSync && chain.AD.IsQuiet && chain.AD.Current == chain.A.Below.Epoch)
        {
            Require(
                chain.A.View.Sent.All(pair => chain.D.Held.TryGetValue(pair.Key, out var held) && held == pair.Value.Count),
                "Coherence: the Autoscaler's view is not what the Deployment stage holds");
        }
    }

    private void Require(bool holds, string violation)
    {
        if (!holds)
        {
            Violations.Add(violation);
        }
    }
}
