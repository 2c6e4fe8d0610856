namespace KubeDirect.StateMachine;

/// <summary>
/// What a node has left for a Pod: the guards of <see cref="Scheduler"/> and <see cref="Preemption"/>, with the filters of the Kubernetes
/// scheduler.
/// </summary>
internal static class Room
{
    // These run for every node and every Pod. Most nodes have no taints and most Pods no selector, hence the tests for emptiness.

    /// <summary>Whether a node may take a Pod of this shape now.</summary>
    public static bool Fits(SchedulerState state, NodeView node, PodId pod, PodShape shape) =>
        IsOpen(node, shape) && HasRoom(state, node, pod, shape, node.Used);

    /// <summary>
    /// Whether a node has room for a Pod while that much is used. Room that is being made for a Pod is not another's, unless that one is
    /// more important.
    /// </summary>
    public static bool HasRoom(SchedulerState state, NodeView node, PodId pod, PodShape shape, Resources used) =>
        // Differences of what is not negative: they cannot overflow.
        shape.Requests.FitsIn(node.Spec.Allocatable - used - Reserved(state, node, pod));

    /// <summary>Whether a node may take Pods of this shape, if there is room.</summary>
    public static bool IsOpen(NodeView node, PodShape shape) =>
        node.IsUsable
        && node.Spec.Ready
        && !node.Spec.Unschedulable
        && (shape.NodeSelector.IsEmpty || shape.NodeSelector.All(wanted => HasLabel(node, wanted.Key, wanted.Value)))
        && (node.Spec.Taints.IsEmpty || node.Spec.Taints.All(taint => taint.Effect == "PreferNoSchedule" || shape.Tolerates(taint)));

    /// <summary>Whether some node will have room when all Pods that are ending there have ended.</summary>
    public static bool IsComing(SchedulerState state, PodId pod, PodShape shape) =>
        state.Nodes.Values.Any(node => IsOpen(node, shape) && HasRoom(state, node, pod, shape, Sum(state, Staying(state, node))));

    /// <summary>The Pods that will still be on the node when all that are ending have ended (operator <c>Stays</c>).</summary>
    public static IEnumerable<PodId> Staying(SchedulerState state, NodeView node) =>
        node.Pods.Where(pod => !state.Tombstones.Contains(pod) && state.Pods[pod].Phase < Phase.Terminating);

    /// <summary>What these Pods, each of them held, take.</summary>
    public static Resources Sum(SchedulerState state, IEnumerable<PodId> pods) =>
        pods.Aggregate(default(Resources), (sum, pod) => sum + state.Pods[pod].Requests);

    /// <summary>
    /// The node on which room is being made for a pending Pod. Null if there is none, or if that room will not do: the node is closed now,
    /// or a more important Pod took it.
    /// </summary>
    public static NodeName? Nomination(SchedulerState state, PodId pod, PodShape shape) =>
        state.Nominated.TryGetValue(pod, out var name) && IsOpen(state.Nodes[name], shape) && Served(state, state.Nodes[name]).Contains(pod)
            ? name
            : null;

    /// <summary>What is being made free on a node for others than this Pod, of at least its priority (operator <c>Reserved</c>).</summary>
    private static Resources Reserved(SchedulerState state, NodeView node, PodId pod)
    {
        var reserved = default(Resources);
        if (!node.Nominated.IsEmpty)
        {
            var priority = state.Priority(pod);
            foreach (var other in Served(state, node).Where(other => other != pod && state.Priority(other) >= priority))
            {
                reserved += state.RequestsOf(other.Owner);
            }
        }

        return reserved;
    }

    /// <summary>
    /// The Pods nominated to a node that will have room there when all Pods that are ending there have ended, the most important first.
    /// Where more important Pods took the room of one, nothing is kept for it: otherwise nobody could use what is left.
    /// </summary>
    private static IEnumerable<PodId> Served(SchedulerState state, NodeView node)
    {
        var used = Sum(state, Staying(state, node));
        foreach (var pod in node.Nominated.OrderByDescending(state.Priority).ThenBy(pod => pod))
        {
            var requests = state.RequestsOf(pod.Owner);
            if (requests.FitsIn(node.Spec.Allocatable - used))
            {
                used += requests;
                yield return pod;
            }
        }
    }

    private static bool HasLabel(NodeView node, string key, string value) =>
        node.Spec.Labels.TryGetValue(key, out var actual) && actual == value;
}
