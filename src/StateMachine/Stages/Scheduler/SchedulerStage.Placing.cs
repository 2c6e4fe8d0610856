using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <content>The policy of placing, and making room.</content>
public sealed partial class SchedulerStage
{
    /// <summary>The next decision about Pods that wait, the most important first.</summary>
    private static Input? Place(SchedulerState state, Func<LinkId, bool> hasRoom)
    {
        foreach (var (pod, name) in state.Nominated)
        {
            if (state.Shapes.TryGetValue(pod.Owner, out var shape) && Placement.Fits(state, state.Nodes[name], pod, shape) && hasRoom(LinkId.To(name)))
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

            // Those for which room is being made wait for it.
            var waiting = state.Queue[replicaSet];
            if (FirstWithoutRoom(state, waiting, shape) is not { } next)
            {
                return new Park(replicaSet);
            }

            if (Placement.Choose(state, next, shape, hasRoom, out var congested) is { } node)
            {
                return new BindPod(next, node);
            }

            var preempt = Preemption.Choose(state, next, shape);
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

    private static IEnumerable<ScaleKey> InOrder(SchedulerState state)
    {
        var waiting = state.Queue.Keys.Where(replicaSet => !state.Parked.Contains(replicaSet));
        int[] priorities = [0, .. state.Prioritized.Select(state.Priority)];
        return priorities.Distinct().OrderDescending().SelectMany(priority => waiting.Where(replicaSet => state.Priority(replicaSet) == priority));
    }

    private static PodId? FirstWithoutRoom(SchedulerState state, ImmutableSortedSet<PodId> waiting, PodShape shape)
    {
        foreach (var pod in waiting)
        {
            if (Preemption.Nomination(state, pod, shape) is null)
            {
                return pod;
            }
        }

        return null;
    }

    private static Step<SchedulerState> Preempt(SchedulerState state, Preempt input)
    {
        if (!state.Pods.TryGetValue(input.Pod, out var binding)
            || binding.Phase != Phase.Pending
            || state.Tombstones.Contains(input.Pod)
            || !state.Shapes.TryGetValue(input.Pod.Owner, out var shape)
            || !Preemption.IsCalledFor(state, input, shape))
        {
            return Emit.Refused(state);
        }

        var victims = input.Victims.Sort();
        var next = state.Nominate(input.Pod, input.Node) with { Tombstones = state.Tombstones.Union(victims) };
        return Emit.To(next, new SendDown(LinkId.To(input.Node), new Tombstone(state.Nodes[input.Node].Link.Epoch, victims)));
    }
}
