using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>
/// Module <c>Cancellation</c>: a node that stays away is given up. Its Pods are taken for lost and replaced, and what it still runs is
/// ended before it gets anything new. The mark is written to the Node object first.
/// </summary>
internal static class Cancellation
{
    /// <summary>The node has been away for too long: it is to be given up.</summary>
    public static Step<SchedulerState> Cancel(SchedulerState state, Cancel input) =>
        state.Nodes.TryGetValue(input.Node, out var node) && node is { Link.InSync: false, Cancelled: null }
            ? Ask(state, input.Node, node, over: null)
            : Emit.Refused(state);

    /// <summary>The API server has answered: the mark is written.</summary>
    public static Step<SchedulerState> CancelDone(SchedulerState state, CancelDone input) =>
        state.Nodes.TryGetValue(input.Node, out var node) && node.Cancelled is { Written: false } cancelled && cancelled.Mark == input.Mark
            ? GiveUp(state, input.Node, node with { Cancelled = cancelled with { Written = true, Over = null } })
            : Emit.Nothing(state);

    /// <summary>The mark that was to be replaced is not there. It was old, and the node is one like any other.</summary>
    public static Step<SchedulerState> CancelStale(SchedulerState state, CancelStale input) =>
        state.Nodes.TryGetValue(input.Node, out var node)
        && node.Cancelled is { Written: false, Over: { } old } cancelled && cancelled.Mark == input.Mark
            ? Release(state, input.Node, node, old)
            : Emit.Nothing(state);

    /// <summary>
    /// The Scheduler's watch shows a mark of another run, or an operator's. The mark may have been lifted since, and the node may have
    /// drained for it before it started what it runs now. So the node is given up only for a mark of this run, which replaces that mark
    /// if it is still there.
    /// </summary>
    public static Step<SchedulerState> ObserveCancelled_Scheduler(SchedulerState state, ObserveCancelled input) =>
        state.Nodes.TryGetValue(input.Node, out var node) && node.Cancelled is null && !state.Lifted.Contains(input.Mark)
            ? Ask(state, input.Node, node, input.Mark)
            : Emit.Nothing(state);

    /// <summary>The node is back and has nothing left of what was given up: the mark is to be taken off.</summary>
    public static Step<SchedulerState> Uncancel(SchedulerState state, Uncancel input) =>
        state.Nodes.TryGetValue(input.Node, out var node) && node is { IsDrained: true, Cancelled: { } cancelled }
            ? Emit.To(
                state.WithNode(input.Node, node with { Cancelled = cancelled with { Lifting = true } }),
                new UnmarkNode(input.Node, cancelled.Mark))
            : Emit.Refused(state);

    /// <summary>The mark is off. The node is one like any other.</summary>
    public static Step<SchedulerState> UncancelDone(SchedulerState state, UncancelDone input) =>
        state.Nodes.TryGetValue(input.Node, out var node) && node.Cancelled?.Mark == input.Mark
            ? Release(state, input.Node, node, input.Mark)
            : Emit.Nothing(state);

    /// <summary>
    /// The node sees its own mark and ends what it runs. It does so once for each mark, so that a watch that lags ends nothing that came
    /// later.
    /// </summary>
    public static Step<KubeletState> ObserveCancelled_Kubelet(KubeletState state, ObserveCancelled input)
    {
        if (input.Node != state.Node || state.Drained.Contains(input.Mark))
        {
            return Emit.Nothing(state);
        }

        var change = new KubeletChange(state with { Drained = state.Drained.Add(input.Mark) });
        foreach (var pod in state.Pods.Keys.Order())
        {
            change.Terminate(pod);
        }

        return change.Done();
    }

    /// <summary>A mark for the node is asked for. Nothing is bound to the node from here on.</summary>
    private static Step<SchedulerState> Ask(SchedulerState state, NodeName name, NodeView node, string? over)
    {
        var mark = $"{state.Incarnation:x16}.{state.Cancels + 1}";
        var next = state.WithNode(name, node with { Cancelled = new NodeCancellation(mark, over, Written: false, Lifting: false) });
        return Emit.To(next with { Cancels = state.Cancels + 1 }, new MarkNode(name, mark, over));
    }

    /// <summary>The node is used again. A watch that lags may still show the mark.</summary>
    private static Step<SchedulerState> Release(SchedulerState state, NodeName name, NodeView node, string mark) =>
        Emit.To((state.WithNode(name, node with { Cancelled = null }) with { Lifted = state.Lifted.Add(mark) }).Unpark());

    /// <summary>
    /// The mark is known to be written. If the node is away, its Pods are lost with their tombstones. If it is in sync, its Pods are ended.
    /// </summary>
    private static Step<SchedulerState> GiveUp(SchedulerState state, NodeName name, NodeView node)
    {
        var change = new SchedulerChange(state.WithNode(name, node));
        if (node.Link.InSync)
        {
            var doomed = node.Pods.Except(state.Tombstones).Order().ToImmutableArray();
            change.Doom(doomed);
            change.SendTombstones(name, doomed);
        }
        else
        {
            change.LoseAll(node.Pods);
        }

        change.ConfirmUnknown();
        change.SendUpdate();
        return change.Done();
    }
}
