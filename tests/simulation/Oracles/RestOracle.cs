using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation.Oracles;

/// <summary>Whether the rest of the system converges while a part of it goes on failing.</summary>
/// <remarks>
/// What is judged is every stage of the head, every other node, and every other function: on those nodes its Pods run, are shown and are
/// seen alike by all, and together with what is believed to be on the failing nodes they are as many as are wanted. Where nothing is bound
/// to the failing nodes any more, that must stay so whatever they do, with the same Pods and with no link of the rest broken but by a
/// failing function's load; otherwise each Pod lost there is replaced, and the rest must come to agree again after each
/// of several failures, and once it has agreed, no Pod may wait long for a node: those that are well have room for all.
/// </remarks>
internal sealed class RestOracle
{
    private const int Failures = 3;
    private const int Agreements = 8;
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly Dictionary<PodId, TimeSpan> waiting = [];
    private readonly SimLoop loop;
    private readonly SimCluster cluster;
    private readonly Workload workload;
    private readonly Ailing part;
    private readonly TimeSpan began;
    private (TimeSpan At, int Failures)? since;
    private int broken;
    private int agreed;
    private int agreedAfter;

    public RestOracle(SimLoop loop, SimCluster cluster, Workload workload, Ailing part)
    {
        (this.loop, this.cluster, this.workload, this.part, began) = (loop, cluster, workload, part, loop.Now);
        cluster.Stepped += OnStep;
    }

    /// <summary>What was wrong at the last look; null if nothing was.</summary>
    public string? Why { get; private set; }

    /// <summary>From the beginning until the rest agreed: the first time, or, if it must stay so, the last.</summary>
    public TimeSpan? Converged { get; private set; }

    /// <summary>What must not be, however long it is waited; null if nothing was.</summary>
    public string? Violation { get; private set; }

    /// <summary>Looks; true once the rest has shown that it converges, or that it does not.</summary>
    public bool Look()
    {
        Why = Judge();
        NoteWaiting();
        if (!part.Cordoned && part.Nodes.Count > 0)
        {
            if (Why is null && part.Failures > agreedAfter)
            {
                Converged ??= loop.Now - began;
                agreedAfter = part.Failures;
                agreed++;
            }

            return agreed >= Agreements || Violation is not null;
        }

        // Failures that nobody outside of the part could notice prove nothing: of those of nodes, what counts is links that break.
        var failures = part.Nodes.Count > 0 ? broken : part.Failures;
        since = Why is null ? since ?? (loop.Now, failures) : IsOverflow(Why) ? since : null;
        Converged = since?.At - began;
        return Why is null && since is { } start && loop.Now - start.At >= Calm && failures - start.Failures >= Failures;
    }

    /// <summary>
    /// The Pods of a function that fails go through the links of the rest, too, and can overflow the small queues of a simulated link,
    /// which breaks it. That the rest has to greet again then is no failure
    /// of it, as long as it comes to an end and no Pod of the rest notices.
    /// </summary>
    private bool IsOverflow(string why) => part.Functions.Count > 0 && why.StartsWith("Resynchronizes", StringComparison.Ordinal);

    /// <summary>Whoever waits for a node.</summary>
    private void NoteWaiting()
    {
        if (agreed == 0 || cluster.Only<ReplicaSetState>() is not { } replicaSet || cluster.Only<SchedulerState>() is not { } scheduler)
        {
            return;
        }

        // A stage whose watch was silent may still say what was wanted long ago,
        // and there need not be room for that; or know of less room than there is.
        var wanted = workload.Expected;
        if (cluster.Topology.Nodes.Where(IsWell).Any(
            name => !scheduler.Nodes.TryGetValue(new NodeName(name), out var view) || view.Spec.Allocatable != cluster.Topology.Capacity)
            || replicaSet.ReplicaSets.Any(pair => IsWell(pair.Key) && pair.Value.Live.Count > wanted.GetValueOrDefault(pair.Key)))
        {
            waiting.Clear();
            return;
        }

        var unbound = replicaSet.ReplicaSets.Where(pair => IsWell(pair.Key))
            .SelectMany(pair => pair.Value.Pods)
            .Where(pair => pair.Value.Node == NodeName.None)
            .Select(pair => pair.Key)
            .ToHashSet();
        foreach (var pod in waiting.Keys.Where(pod => !unbound.Contains(pod)).ToList())
        {
            waiting.Remove(pod);
        }

        foreach (var pod in unbound.Where(pod => !waiting.TryAdd(pod, loop.Now) && loop.Now - waiting[pod] > Patience))
        {
            Violation = $"Converges: {pod} has waited {Patience.TotalSeconds:0} s for a node though those that are well have room.";
        }
    }

    /// <summary>What may be over by the next look.</summary>
    private void OnStep(StepTaken step)
    {
        if (step is { Taken: true, Input: LinkLost { Link: var link } } && part.Nodes.Contains(link.Value))
        {
            broken++;
        }

        var disturbed = step switch
        {
            { After: KubeletState node } =>
                IsWell(node.Node.Value)
                && step.Outputs.Any(output => output is StartPod start ? IsWell(start.Pod) : output is StopPod stop && IsWell(stop.Pod)),
            { Taken: true, Input: LinkLost lost } => part.Functions.Count == 0 && IsHere(new NodeName(lost.Link.Value)),
            _ => false,
        };
        if (disturbed)
        {
            since = null;
        }
    }

    private string? Judge()
    {
        if (cluster.Only<AutoscalerState>() is not { Below.InSync: true }
            || cluster.Only<DeploymentState>() is not { Below.InSync: true }
            || cluster.Only<ReplicaSetState>() is not { Below.InSync: true } replicaSet
            || cluster.Only<SchedulerState>() is not { } scheduler)
        {
            return "Resynchronizes: a link of the head is not in sync, or a stage is not there or there twice.";
        }

        var running = new Dictionary<PodId, string>();
        foreach (var name in cluster.Topology.Nodes.Where(IsWell))
        {
            if (cluster.State<KubeletState>(name) is not { } kubelet || !scheduler.Nodes.TryGetValue(new NodeName(name), out var view)
                || !view.IsUsable)
            {
                return $"Resynchronizes: {name} is not there, not in sync or cancelled.";
            }

            foreach (var (pod, held) in kubelet.Pods.Where(pair => IsWell(pair.Key)))
            {
                running.Add(pod, name);
                if (held.Phase != Phase.Ready || kubelet.Unpublished.Contains(pod))
                {
                    return $"Converges: {name} is still starting, stopping or publishing {pod}.";
                }
            }
        }

        return Counts(replicaSet) ?? Views(running, replicaSet, scheduler) ?? Shown(running);
    }

    private string? Counts(ReplicaSetState replicaSet)
    {
        var wanted = workload.Expected;
        foreach (var key in replicaSet.ReplicaSets.Keys.Union(wanted.Keys).Where(IsWell).Order())
        {
            var group = replicaSet.ViewOf(key);
            var want = wanted.GetValueOrDefault(key);
            if (group.Live.Count != want || (want > 0 && group.Held?.Replicas != want))
            {
                return $"Converges: {want} Pods of {key} are wanted; " +
                    $"{group.Held?.Replicas.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no count"} is held and " +
                    $"{group.Live.Count} live.";
            }

            if (group.Tombstones.Any(pod => group.Pods.TryGetValue(pod, out var view) && IsHere(view.Node)))
            {
                return $"Terminates: a tombstone of {key} is left on a node that is well.";
            }
        }

        return null;
    }

    private string? Views(Dictionary<PodId, string> running, ReplicaSetState replicaSet, SchedulerState scheduler)
    {
        var above = replicaSet.ReplicaSets.Values.SelectMany(group => group.Pods)
            .Where(pair => IsWell(pair.Key) && IsHere(pair.Value.Node))
            .ToDictionary();
        var below = scheduler.Pods.Where(pair => IsWell(pair.Key) && IsHere(pair.Value.Node)).ToDictionary();
        return above.Count == running.Count
            && running.All(pair => above.TryGetValue(pair.Key, out var view) && view.Phase == Phase.Ready && view.Node.Value == pair.Value)
            && below.Count == running.Count
            && running.All(
                pair => below.TryGetValue(pair.Key, out var binding) && binding.Phase == Phase.Ready && binding.Node.Value == pair.Value)
                ? null
                : "Coherence: the ReplicaSet stage's or the Scheduler's view of the nodes that are well is not what runs there, or a " +
                "Pod waits.";
    }

    private string? Shown(Dictionary<PodId, string> running)
    {
        var objects = cluster.Api.Store.All("pods")
            .Where(pod => IsHere(new NodeName(pod.NodeName))
                && !part.Functions.Any(function => pod.Name.StartsWith(function + "-", StringComparison.Ordinal)))
            .ToList();
        var shown = objects.Where(pod => pod is { Phase: "Running", Deleting: false }).ToDictionary(
            pod => $"default/{pod.Name}", pod => pod.NodeName, StringComparer.Ordinal);
        return objects.Count == running.Count && running.All(pair => shown.GetValueOrDefault(pair.Key.ToString()) == pair.Value)
            ? null
            : $"Published: the API server has {objects.Count} Pods of the nodes that are well, {shown.Count} of them Running, and " +
            $"{running.Count} run there.";
    }

    private bool IsWell(string node) => !part.Nodes.Contains(node) && !cluster.Lost.Contains(node);

    private bool IsWell(PodId pod) => IsWell(pod.Owner);

    private bool IsWell(ScaleKey key) =>
        !part.Functions.Any(function => key.Value.StartsWith($"default/{function}-", StringComparison.Ordinal));

    /// <summary>On a node that is well, or on none yet.</summary>
    private bool IsHere(NodeName node) => node == NodeName.None || IsWell(node.Value);
}
