using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>The policy of preemption: which Pods are ended to make room for another.</summary>
internal static class PreemptionPolicy
{
    /// <summary>
    /// The node where the victims are the least important and the fewest, with these victims. Null if no Pod has to be ended or ending Pods
    /// does not help.
    /// </summary>
    public static Preempt? Choose(SchedulerState state, PodId pod, PodShape shape)
    {
        // Without a priority that differs, no Pod is less important.
        if (!shape.Preempts || state.Prioritized.IsEmpty || Room.IsComing(state, pod, shape))
        {
            return null;
        }

        Preempt? best = null;
        var bestScore = (Highest: int.MaxValue, Count: int.MaxValue);
        foreach (var (name, node) in state.Nodes)
        {
            if (Room.IsOpen(node, shape) && Victims(state, node, pod, shape) is { } victims)
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

    /// <summary>
    /// The least important Pods of a node, as many as it takes to give the Pod room; null if even all of them are too few.
    /// </summary>
    private static ImmutableArray<PodId>? Victims(SchedulerState state, NodeView node, PodId pod, PodShape shape)
    {
        var staying = Room.Staying(state, node).ToList();
        var used = Room.Sum(state, staying);
        var victims = ImmutableArray.CreateBuilder<PodId>();
        var priority = state.Priority(pod);
        foreach (var victim in staying.Where(other => state.Priority(other) < priority).OrderBy(state.Priority).ThenBy(other => other))
        {
            victims.Add(victim);
            used -= state.Pods[victim].Requests;
            if (Room.HasRoom(state, node, pod, shape, used))
            {
                return victims.ToImmutable();
            }
        }

        return null;
    }
}
