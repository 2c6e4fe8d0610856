using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>Whether others are to end to make room for a Pod, and which.</summary>
internal static class Preemption
{
    /// <summary>The node where the least important and the fewest have to go, and these; null if nobody has to or it would not help.</summary>
    public static Preempt? Choose(SchedulerState state, PodId pod, PodShape shape)
    {
        // Without a priority that differs, nobody is less important.
        if (!shape.Preempts || state.Prioritized.IsEmpty || RoomIsComing(state, pod, shape))
        {
            return null;
        }

        Preempt? best = null;
        var bestScore = (Highest: int.MaxValue, Count: int.MaxValue);
        foreach (var (name, node) in state.Nodes)
        {
            if (Placement.IsOpen(node, shape) && Victims(state, node, pod, shape) is { } victims)
            {
                var score = (victims.Max(state.Priority), victims.Length);
                if (score.CompareTo(bestScore) < 0)
                {
                    (best, bestScore) = (new Preempt(pod, victims, name), score);
                }
            }
        }

        return best;
    }

    /// <summary>The guard of the action: the Pod has no room and gets none by waiting, and has room once its victims are gone.</summary>
    public static bool IsCalledFor(SchedulerState state, Preempt preempt, PodShape shape)
    {
        if (!shape.Preempts || RoomIsComing(state, preempt.Pod, shape)
            || !state.Nodes.TryGetValue(preempt.Node, out var node) || !Placement.IsOpen(node, shape)
            || preempt.Victims.IsDefaultOrEmpty || preempt.Victims.Distinct().Count() != preempt.Victims.Length)
        {
            return false;
        }

        var staying = Staying(state, node).ToHashSet();
        return preempt.Victims.All(victim => staying.Contains(victim) && state.Priority(victim) < state.Priority(preempt.Pod))
            && Placement.HasRoom(state, node, preempt.Pod, shape, Sum(state, staying.Except(preempt.Victims)));
    }

    /// <summary>Where room is being made for a Pod that waits; null if nowhere, or if it will not be enough, because the node is closed now or a more important Pod took it.</summary>
    public static NodeName? Nomination(SchedulerState state, PodId pod, PodShape shape) =>
        state.Nominated.TryGetValue(pod, out var name) && Placement.IsOpen(state.Nodes[name], shape) && Claims(state, state.Nodes[name]).Contains(pod) ? name : null;

    /// <summary>
    /// The nominations to a node that serve, the most important first: those whose Pods will have room when all that is ending there has ended. Where more
    /// important Pods took so much of what was made free that one has room no more, nothing is kept for it, or nobody could ever use what is left.
    /// </summary>
    public static IEnumerable<PodId> Claims(SchedulerState state, NodeView node)
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

    /// <summary>Whether some node will have room when all that is ending there has ended.</summary>
    private static bool RoomIsComing(SchedulerState state, PodId pod, PodShape shape) =>
        state.Nodes.Values.Any(node => WillHaveRoom(state, node, pod, shape));

    private static bool WillHaveRoom(SchedulerState state, NodeView node, PodId pod, PodShape shape) =>
        Placement.IsOpen(node, shape) && Placement.HasRoom(state, node, pod, shape, Sum(state, Staying(state, node)));

    /// <summary>The least important, so many that the Pod has room; null if even all of them are too few.</summary>
    private static ImmutableArray<PodId>? Victims(SchedulerState state, NodeView node, PodId pod, PodShape shape)
    {
        var staying = Staying(state, node).ToList();
        var used = Sum(state, staying);
        var victims = ImmutableArray.CreateBuilder<PodId>();
        var priority = state.Priority(pod);
        foreach (var victim in staying.Where(other => state.Priority(other) < priority).OrderBy(state.Priority).ThenBy(other => other))
        {
            victims.Add(victim);
            used -= state.Pods[victim].Requests;
            if (Placement.HasRoom(state, node, pod, shape, used))
            {
                return victims.ToImmutable();
            }
        }

        return null;
    }

    /// <summary>What will still be on the node when all that is ending has ended.</summary>
    private static IEnumerable<PodId> Staying(SchedulerState state, NodeView node) =>
        node.Pods.Where(pod => !state.Tombstones.Contains(pod) && state.Pods[pod].Phase < Phase.Terminating);

    private static Resources Sum(SchedulerState state, IEnumerable<PodId> pods) => pods.Aggregate(default(Resources), (sum, pod) => sum + state.Pods[pod].Requests);
}
