using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property;

/// <summary>The safety properties, over the history and the state of a chain.</summary>
internal sealed class Safety
{
    private readonly Dictionary<PodId, NodeName> started = [];
    private readonly HashSet<PodId> ended = [];

    public List<string> Violations { get; } = [];

    public int StartedPods => started.Count;

    public void Started(PodId pod, NodeName node)
    {
        Require(!started.ContainsKey(pod), $"UniqueBinding: {pod} is started on {node}, and was started before");
        Require(!ended.Contains(pod), $"NoResurrection: {pod} is started after it ended");
        started[pod] = node;
    }

    public void Ended(PodId pod) => ended.Add(pod);

    public void Check(Chain chain)
    {
        foreach (var (name, node) in chain.S.Nodes)
        {
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
            var held = chain.R.Group(Chain.ReplicaSet).Held;
            Require(!chain.D.View.Sent.TryGetValue(Chain.ReplicaSet, out var sent) || sent.Count == held, "Coherence: the Deployment stage's view is not what the ReplicaSet stage holds");
        }

        if (chain.A.Below.InSync && chain.AD.IsQuiet && chain.AD.Current == chain.A.Below.Epoch)
        {
            Require(
                !chain.A.View.Sent.TryGetValue(Chain.Deployment, out var sent) || (chain.D.Held.TryGetValue(Chain.Deployment, out var held) && held == sent.Count),
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
