namespace KubeDirect.StateMachine;

/// <summary>Module <c>Preemption</c>: where a Pod of high priority has no room, Pods of lower priority are ended for it.</summary>
internal static class Preemption
{
    /// <summary>
    /// Ends the victims and nominates their node for the Pod, so that nothing of lower priority takes the room. The room is free only when
    /// the Kubelet has reported that they are gone. In the specification all Pods are of one size, so that one victim suffices.
    /// </summary>
    public static Step<SchedulerState> Preempt(SchedulerState state, Preempt input)
    {
        if (!state.Pods.TryGetValue(input.Pod, out var binding)
            || binding.Phase != Phase.Pending
            || state.Tombstones.Contains(input.Pod)
            || !state.Shapes.TryGetValue(input.Pod.Owner, out var shape)
            || !IsCalledFor(state, input, shape))
        {
            return Emit.Refused(state);
        }

        var victims = input.Victims.Sort();
        var next = state.Nominate(input.Pod, input.Node) with { Tombstones = state.Tombstones.Union(victims) };
        return Emit.To(next, new SendDown(LinkId.To(input.Node), new Tombstone(state.Nodes[input.Node].Link.Epoch, victims)));
    }

    /// <summary>Whether the Pod neither has room nor gets any by waiting, and has room once its victims are gone.</summary>
    private static bool IsCalledFor(SchedulerState state, Preempt input, PodShape shape)
    {
        if (!shape.Preempts || Room.IsComing(state, input.Pod, shape)
            || !state.Nodes.TryGetValue(input.Node, out var node) || !Room.IsOpen(node, shape)
            || input.Victims.IsDefaultOrEmpty || input.Victims.Distinct().Count() != input.Victims.Length)
        {
            return false;
        }

        var staying = Room.Staying(state, node).ToHashSet();
        return input.Victims.All(victim => staying.Contains(victim) && state.Priority(victim) < state.Priority(input.Pod))
            && Room.HasRoom(state, node, input.Pod, shape, Room.Sum(state, staying.Except(input.Victims)));
    }
}
