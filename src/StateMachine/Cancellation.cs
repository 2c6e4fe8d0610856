using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>
/// Module <c>Cancellation</c>: a node that stays away is given up. Its Pods are taken for lost and replaced, and what it still runs is
/// ended before it gets anything new. The mark is written to the Node object first.
/// </summary>
internal static class Cancellation
{
    /// <summary>The node has been away for too long. Nothing is bound to it from here on, and its Node is to be marked.</summary>
    public static Step<SchedulerState> Cancel(SchedulerState state, Cancel input)
    {
        if (!state.Nodes.TryGetValue(input.Node, out var node) || node.Link.InSync || node.Cancelled is not null)
        {
            return Emit.Refused(state);
        }

        var mark = $"{state.Incarnation:x16}.{state.Cancels + 1}";
        var next = state.WithNode(input.Node, node with { Cancelled = new NodeCancellation(mark, Written: false, Lifting: false) });
        return Emit.To(next with { Cancels = state.Cancels + 1 }, new MarkNode(input.Node, mark));
    }

    /// <summary>The API server has answered: the mark is written.</summary>
    public static Step<SchedulerState> CancelDone(SchedulerState state, CancelDone input) =>
        state.Nodes.TryGetValue(input.Node, out var node) && node.Cancelled is { Written: false } cancelled && cancelled.Mark == input.Mark
            ? GiveUp(state, input.Node, node with { Cancelled = cancelled with { Written = true } })
            : Emit.Nothing(state);

    /// <summary>
    /// The Scheduler's watch shows a mark of another run, or an operator's. A mark that this run has lifted is out of date.
    /// </summary>
    public static Step<SchedulerState> ObserveCancelled_Scheduler(SchedulerState state, ObserveCancelled input) =>
        state.Nodes.TryGetValue(input.Node, out var node) && node.Cancelled is null && !state.Lifted.Contains(input.Mark)
            ? GiveUp(state, input.Node, node with { Cancelled = new NodeCancellation(input.Mark, Written: true, Lifting: false) })
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
            ? Emit.To((state.WithNode(input.Node, node with { Cancelled = null }) with { Lifted = state.Lifted.Add(input.Mark) }).Unpark())
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
