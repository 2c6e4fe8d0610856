using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.World;

/// <summary>The safety properties of states, by the specification's names, over the history and the present of a chain.</summary>
internal sealed class Safety(Chain chain)
{
    private readonly Dictionary<PodId, NodeName> started = [];
    private readonly HashSet<PodId> ended = [];

    public List<string> Violations { get; } = [];

    /// <summary>The one property that is looked at; null for all.</summary>
    public string? Only { get; init; }

    /// <summary>Properties that were broken and not looked at.</summary>
    public SortedSet<string> Others { get; } = new(StringComparer.Ordinal);

    public void Violate(string violation)
    {
        if (Only is null || Property.Running.Runs.Property(violation) == Only)
        {
            Violations.Add(violation);
        }
        else
        {
            Others.Add(Property.Running.Runs.Property(violation));
        }
    }

    public void Require(bool holds, Func<string> violation)
    {
        if (!holds)
        {
            Violate(violation());
        }
    }

    public void Started(PodId pod, NodeName node)
    {
        Require(!started.ContainsKey(pod), () => $"UniqueBinding: {pod} is started on {node}, and was started before");
        Require(!ended.Contains(pod), () => $"NoResurrection: {pod} is started after it ended");
        started[pod] = node;
    }

    public void Ended(PodId pod) => ended.Add(pod);

    /// <summary>Every property of states, in the state that the chain is in.</summary>
    public void Check()
    {
        foreach (var (name, node) in chain.S.Nodes)
        {
            Require(Total(node.Pods).FitsIn(node.Spec.Allocatable), () => $"Capacity: {name} is promised {Total(node.Pods)}");
            Require(Total(chain.K[name].Pods.Keys).FitsIn(node.Spec.Allocatable),
                () => $"Capacity: {name} runs {Total(chain.K[name].Pods.Keys)}");
            var wire = chain.NodeWires[name];
            if (wire.IsQuiet && chain.UpperEnd(wire).IsHealthy)
            {
                Require(
                    node.Pods.Count == chain.K[name].Pods.Count
                        && node.Pods.All(pod => chain.K[name].PhaseOf(pod) == chain.S.Pods[pod].Phase),
                    () => $"Coherence: the Scheduler's view of {name} is not what {name} holds");
            }
        }

        CheckCoherence();
        CheckReadiness();
        chain.Tally["Pods at once"] = Math.Max(chain.Tally.GetValueOrDefault("Pods at once"), chain.K.Values.Sum(node => node.Pods.Count));
        foreach (var (pod, shown) in chain.Api.Objects.Where(pair => pair.Value.Running))
        {
            Require(
                started.TryGetValue(pod, out var node) && node == shown.Node && chain.K[node].PhaseOf(pod) != Phase.Starting,
                () => $"PublishedIsReal: {pod} shows Running on {shown.Node}, where it is not");
        }
    }

    private Resources Total(IEnumerable<PodId> pods) =>
        pods.Aggregate(default(Resources), (sum, pod) => sum + chain.Shape(pod.Owner).Requests);

    private void CheckCoherence()
    {
        if (chain.RS.IsQuiet && chain.UpperEnd(chain.RS).IsHealthy)
        {
            var count = 0;
            foreach (var (key, group) in chain.R.ReplicaSets)
            {
                count += group.Pods.Count;
                Require(
                    group.Pods.All(
                        pair => chain.S.Pods.TryGetValue(pair.Key, out var binding)
                            && (binding.Phase, binding.Node) == (pair.Value.Phase, pair.Value.Node)),
                    () => $"Coherence: the ReplicaSet stage's view of {key} is not what the Scheduler holds");

                // Not equal: a tombstone that crossed its Pod's Gone on the way
                // stays at the Scheduler until no absent node can hold the Pod.
                Require(group.Tombstones.All(chain.S.Tombstones.Contains), () => $"Coherence: the Scheduler lacks a tombstone of {key}");
            }

            Require(count == chain.S.Pods.Count,
                () => $"Coherence: the ReplicaSet stage knows of {count} Pods and the Scheduler holds {chain.S.Pods.Count}");
        }

        if (chain.DR.IsQuiet && chain.UpperEnd(chain.DR).IsHealthy)
        {
            Require(
                chain.D.View.Sent.All(
                    pair => chain.R.ViewOf(pair.Key).Held is not { } held ? pair.Value.Count.Replicas == 0 : held == pair.Value.Count),
                () => "Coherence: the Deployment stage's view is not what the ReplicaSet stage holds");
        }

        if (chain.AD.IsQuiet && chain.UpperEnd(chain.AD).IsHealthy)
        {
            Require(
                chain.A.View.Sent.All(pair => chain.D.Held.TryGetValue(pair.Key, out var held) && held == pair.Value.Count),
                () => "Coherence: the Autoscaler's view is not what the Deployment stage holds");
        }
    }

    /// <summary>NoPhantomReady: who counts as ready was started, and if it has ended, word of that is on its way.</summary>
    private void CheckReadiness()
    {
        foreach (var (pod, binding) in chain.S.Pods.Where(pair => pair.Value.Phase == Phase.Ready))
        {
            Require(
                started.TryGetValue(pod, out var node) && node == binding.Node && (!ended.Contains(pod) || EndReachesScheduler(pod)),
                () => $"NoPhantomReady: {pod} is ready for the Scheduler and has ended or never started");
        }

        foreach (var (pod, view) in chain.R.ReplicaSets.Values.SelectMany(group => group.Pods).Where(
            pair => pair.Value.Phase == Phase.Ready))
        {
            Require(
                started.TryGetValue(pod, out var node) && node == view.Node
                    && (!ended.Contains(pod) || !chain.UpperEnd(chain.RS).IsHealthy || IsEndInFlight(chain.RS, pod)
                        || (chain.S.Pods.TryGetValue(pod, out var binding) && binding.Phase == Phase.Ready && EndReachesScheduler(pod))),
                () => $"NoPhantomReady: {pod} is ready for the ReplicaSet stage and has ended or never started");
        }
    }

    private bool EndReachesScheduler(PodId pod)
    {
        if (!chain.S.Pods.TryGetValue(pod, out var binding) || binding.Phase == Phase.Terminating)
        {
            return true;
        }

        var wire = chain.NodeWires[binding.Node];
        return !chain.UpperEnd(wire).IsHealthy || IsEndInFlight(wire, pod);
    }

    private static bool IsEndInFlight(Wire wire, PodId pod) =>
        wire.Up.OfType<Update>().Any(update => update.Pods.Any(report => report.Pod == pod && report.Phase > Phase.Ready));
}
