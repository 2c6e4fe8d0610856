namespace KubeDirect.StateMachine;

/// <summary>Module <c>Membership</c>: nodes come and go. Who deletes and registers Nodes is the environment of the chain.</summary>
internal static class Membership
{
    /// <summary>
    /// The Scheduler's watch shows a Node, or that it was deleted. A deleted Node's Pods are lost with their tombstones, because nobody
    /// here can hear of them any more. A Node that is new is a node like any other: what it runs is adopted with its snapshot.
    /// </summary>
    public static Step<SchedulerState> ObserveNode(SchedulerState state, ObserveNode input)
    {
        var known = state.Nodes.TryGetValue(input.Node, out var node);
        if (input.Spec is { } spec)
        {
            var view = known ? node! with { Spec = spec } : new NodeView(spec, default, Excused: false, default, []);
            return Emit.To(state.WithNode(input.Node, view).Unpark());
        }

        if (!known)
        {
            return Emit.Nothing(state);
        }

        var change = new SchedulerChange(state);
        change.LoseAll(node!.Pods);
        change.State = change.State.WithoutNode(input.Node);
        change.ConfirmUnknown();
        change.SendUpdate();
        return change.Done();
    }
}
