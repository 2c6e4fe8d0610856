using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>The policy for pending Pods: which Pod comes next, and which of the nodes that may take it.</summary>
internal static class BindingPolicy
{
    /// <summary>The next decision about a pending Pod, the most important first.</summary>
    public static Input? Next(SchedulerState state, Func<LinkId, bool> hasRoom)
    {
        foreach (var (pod, name) in state.Nominated)
        {
            if (state.Shapes.TryGetValue(pod.Owner, out var shape)
                && Room.Fits(state, state.Nodes[name], pod, shape)
                && hasRoom(LinkId.To(name)))
            {
                return new BindPod(pod, name);
            }
        }

        foreach (var replicaSet in InOrder(state))
        {
            if (!state.Shapes.TryGetValue(replicaSet, out var shape))
            {
                return new Park(replicaSet);
            }

            // Pods for which room is being made wait for it.
            if (FirstWithoutNomination(state, state.Queue[replicaSet], shape) is not { } next)
            {
                return new Park(replicaSet);
            }

            if (Choose(state, next, shape, hasRoom, out var congested) is { } node)
            {
                return new BindPod(next, node);
            }

            var preempt = PreemptionPolicy.Choose(state, next, shape);
            if (preempt is not null && hasRoom(LinkId.To(preempt.Node)))
            {
                return preempt;
            }

            if (preempt is null && !congested)
            {
                return new Park(replicaSet);
            }
        }

        return null;
    }

    /// <summary><see cref="Next"/> passes over this ReplicaSet until a change could help. No action of the specification.</summary>
    public static Step<SchedulerState> Park(SchedulerState state, Park input) =>
        state.Queue.ContainsKey(input.ReplicaSet)
            ? Emit.To(state with { Parked = state.Parked.Add(input.ReplicaSet) })
            : Emit.Refused(state);

    private static IEnumerable<ScaleKey> InOrder(SchedulerState state)
    {
        var waiting = state.Queue.Keys.Where(replicaSet => !state.Parked.Contains(replicaSet));
        int[] priorities = [0, .. state.Prioritized.Select(state.Priority)];
        return priorities
            .Distinct()
            .OrderDescending()
            .SelectMany(priority => waiting.Where(replicaSet => state.Priority(replicaSet) == priority));
    }

    private static PodId? FirstWithoutNomination(SchedulerState state, ImmutableSortedSet<PodId> pending, PodShape shape)
    {
        foreach (var pod in pending)
        {
            if (Room.Nomination(state, pod, shape) is null)
            {
                return pod;
            }
        }

        return null;
    }

    /// <summary>
    /// The best node for a Pod: the fewest taints <c>PreferNoSchedule</c> that it does not tolerate, then the fewest Pods, then the first
    /// by name.
    /// </summary>
    /// <param name="state">The Scheduler's memory.</param>
    /// <param name="pod">A pending Pod.</param>
    /// <param name="shape">What its template requests.</param>
    /// <param name="hasRoom">Whether a node's link takes more messages now.</param>
    /// <param name="congested">Whether a node was left out only because its link is full, so that it is worth asking again.</param>
    private static NodeName? Choose(SchedulerState state, PodId pod, PodShape shape, Func<LinkId, bool> hasRoom, out bool congested)
    {
        congested = false;
        NodeName? best = null;
        var bestScore = (Avoided: int.MaxValue, Pods: int.MaxValue);
        foreach (var (name, node) in state.Nodes)
        {
            if (!Room.Fits(state, node, pod, shape))
            {
                continue;
            }

            var score = (Avoided(node, shape), node.Used.Pods);
            if (score.CompareTo(bestScore) >= 0)
            {
                continue;
            }

            if (hasRoom(LinkId.To(name)))
            {
                (best, bestScore) = (name, score);
            }
            else
            {
                congested = true;
            }
        }

        return best;
    }

    /// <summary>How many taints <c>PreferNoSchedule</c> of a node a Pod does not tolerate.</summary>
    private static int Avoided(NodeView node, PodShape shape)
    {
        var avoided = 0;
        foreach (var taint in node.Spec.Taints)
        {
            if (taint.Effect == "PreferNoSchedule" && !shape.Tolerates(taint))
            {
                avoided++;
            }
        }

        return avoided;
    }
}
