using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation.Oracles;

/// <summary>The safety properties at every step: those of the runtime's own monitor,
/// and those that only somebody who sees the whole world can judge.</summary>
internal sealed class SafetyOracle
{
    private readonly SimCluster cluster;
    private readonly SimLoop loop;
    private readonly Dictionary<PodId, string> started = [];
    private readonly HashSet<PodId> deletedAtNode = [];
    private readonly HashSet<string> cancelled = new(StringComparer.Ordinal);

    public SafetyOracle(SimCluster cluster, SimLoop loop)
    {
        this.cluster = cluster;
        this.loop = loop;
        cluster.Stepped += OnStep;
        cluster.Api.Store.Changed += OnChange;
    }

    /// <summary>The first violation; null while all is well.</summary>
    public string? Violation { get; private set; }

    /// <summary>How many Pods were started.</summary>
    public int Started => started.Count;

    private void OnStep(StepTaken step)
    {
        if (cluster.Monitor.ViolationCount > 0)
        {
            Violate(cluster.Monitor.Violations[0]);
        }

        foreach (var mark in step.Outputs.OfType<MarkNode>().Where(mark => mark.Over is null))
        {
            cancelled.Add(mark.Node.Value);
        }

        switch (step.After)
        {
            case KubeletState after:
                OnKubelet(step, after);
                break;
            case SchedulerState after when step is { Taken: true, Input: BindPod bind }:
                OnBind((SchedulerState)step.Before, bind, after);
                break;
            case ReplicaSetState after when step.Input is FromBelow:
                OnReplicaSet((ReplicaSetState)step.Before, after);
                break;
        }
    }

    private void OnKubelet(StepTaken step, KubeletState after)
    {
        foreach (var output in step.Outputs)
        {
            if (output is StartPod start)
            {
                started[start.Pod] = after.Node.Value;
            }
            else if (output is CreateObject create && deletedAtNode.Contains(create.Pod))
            {
                Violate($"NeverRecreated: {create.Pod} is created again after {after.Node} heard that its object was deleted.");
            }
        }

        if (step.Input is ObserveDeleted { Gone: true } gone && ((KubeletState)step.Before).Pods.ContainsKey(gone.Pod))
        {
            deletedAtNode.Add(gone.Pod);
        }

        // By the templates, and not by what the Scheduler says that they ask for.
        var used = after.Pods.Keys.Sum(pod => cluster.Topology.ClassOf(pod.Owner).Size);
        if (used > cluster.Topology.Places)
        {
            Violate($"Capacity: {after.Node} runs {after.Pods.Count} Pods of {used} places and has {cluster.Topology.Places}.");
        }
    }

    /// <summary>
    /// NominatedFirst: no Pod takes the room that is being made for one of higher priority. Of several that are owed room on a node, those
    /// count for whom there will be enough, the most important first: what is left beside them is anybody's.
    /// </summary>
    private void OnBind(SchedulerState before, BindPod bind, SchedulerState after)
    {
        var node = before.Nodes[bind.Node];
        if (node.Nominated.IsEmpty)
        {
            return;
        }

        var claimed = Sum(node.Pods.Where(pod => !before.Tombstones.Contains(pod) && before.Pods[pod].Phase < Phase.Terminating));
        var reserved = default(Resources);
        foreach (var pod in node.Nominated.OrderByDescending(before.Priority).ThenBy(pod => pod))
        {
            var size = Sum([pod]);
            if ((claimed + size).FitsIn(node.Spec.Allocatable))
            {
                claimed += size;
                reserved += pod != bind.Pod && before.Priority(pod) > before.Priority(bind.Pod) ? size : default;
            }
        }

        if (reserved.Pods > 0 && !(after.Nodes[bind.Node].Used + reserved).FitsIn(node.Spec.Allocatable))
        {
            Violate($"NominatedFirst: {bind.Pod} takes room on {bind.Node} that is being made for a Pod of higher priority.");
        }
    }

    private Resources Sum(IEnumerable<PodId> pods) =>
        pods.Aggregate(
            default(Resources),
            (sum, pod) => sum + new Resources(cluster.Topology.ClassOf(pod.Owner).Size * PodClass.MilliCpuOfPlace, 0, 1));

    /// <summary>TombstoneKept: a tombstone goes only when its Pod runs nowhere, unless its node is cancelled.</summary>
    private void OnReplicaSet(ReplicaSetState before, ReplicaSetState after)
    {
        if (ReferenceEquals(before, after))
        {
            return;
        }

        foreach (var (key, group) in before.ReplicaSets)
        {
            if (group.Tombstones.IsEmpty || ReferenceEquals(after.ViewOf(key).Tombstones, group.Tombstones))
            {
                continue;
            }

            foreach (var pod in group.Tombstones.Except(after.ViewOf(key).Tombstones))
            {
                if (started.TryGetValue(pod, out var node) && !cancelled.Contains(node)
                    && cluster.State<KubeletState>(node)?.Pods.ContainsKey(pod) == true)
                {
                    Violate($"TombstoneKept: the tombstone of {pod} is gone, and the Pod runs on {node}.");
                }
            }
        }
    }

    private void OnChange(ApiChange change)
    {
        var value = change.Object;
        if (value.Collection == "nodes" && change.Type == "DELETED")
        {
            // From here on, the chain counts what this node runs as lost.
            cancelled.Add(value.Name);
        }
        else if (value.Collection == "pods" && change.Type == "MODIFIED" && value.Phase == "Running")
        {
            var owner = (string?)value.Metadata["ownerReferences"]?[0]?["name"] ?? "";
            var pod = new PodId(new ScaleKey($"default/{owner}"), value.Name[Math.Min(value.Name.Length, owner.Length + 1)..]);
            if (!started.TryGetValue(pod, out var node) || node != value.NodeName)
            {
                Violate($"PublishedIsReal: {value.Name} shows Running on {value.NodeName}, which never started it.");
            }
        }
    }

    private void Violate(string what) => Violation ??= $"{what} (at {loop.Now.TotalSeconds:0.000} s)";
}
