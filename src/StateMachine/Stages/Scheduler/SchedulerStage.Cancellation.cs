using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <content>The steps by which a node that stays away is given up, and used again once it has drained.</content>
public sealed partial class SchedulerStage
{
    private static Step<SchedulerState> Cancel(SchedulerState state, NodeName name)
    {
        if (!state.Nodes.TryGetValue(name, out var node) || node.Link.InSync || node.Cancelled is not null)
        {
            return Emit.Refused(state);
        }

        var mark = $"{state.Incarnation:x16}.{state.Cancels + 1}";
        var next = state.With(name, node, new Cancellation(mark, Written: false, Lifting: false)) with { Cancels = state.Cancels + 1 };
        return Emit.To(next, new MarkNode(name, mark));
    }

    private static Step<SchedulerState> CancelDone(SchedulerState state, CancelDone input) =>
        state.Nodes.TryGetValue(input.Node, out var node) && node.Cancelled is { Written: false } cancelled && cancelled.Mark == input.Mark
            ? GiveUp(state, input.Node, node, cancelled with { Written = true })
            : Emit.Nothing(state);

    // A mark of another run of this stage, or an operator's. One that this run has lifted itself is old news.
    private static Step<SchedulerState> ObserveCancelled(SchedulerState state, ObserveCancelled input) =>
        state.Nodes.TryGetValue(input.Node, out var node) && node.Cancelled is null && !state.Lifted.Contains(input.Mark)
            ? GiveUp(state, input.Node, node, new Cancellation(input.Mark, Written: true, Lifting: false))
            : Emit.Nothing(state);

    private static Step<SchedulerState> Uncancel(SchedulerState state, NodeName name) =>
        state.Nodes.TryGetValue(name, out var node) && node.Cancelled is { } cancelled && IsDrained(node)
            ? Emit.To(state.With(name, node, cancelled with { Lifting = true }), new UnmarkNode(name, cancelled.Mark))
            : Emit.Refused(state);

    /// <summary>Whether a node that was given up is back and has nothing left.</summary>
    private static bool IsDrained(NodeView node) => node.Cancelled is { Written: true, Lifting: false } && node.Link.InSync && node.Pods.IsEmpty;

    private static Step<SchedulerState> UncancelDone(SchedulerState state, UncancelDone input) =>
        state.Nodes.TryGetValue(input.Node, out var node) && node.Cancelled?.Mark == input.Mark
            ? Emit.To(state.With(input.Node, node, cancelled: null) with { Lifted = state.Lifted.Add(input.Mark), Parked = [] })
            : Emit.Nothing(state);

    /// <summary>
    /// The mark is there for all to see. If the node is away, its Pods are lost, and tombstones of those that nobody can hold any more are confirmed.
    /// If it is there, its Pods are ended.
    /// </summary>
    private static Step<SchedulerState> GiveUp(SchedulerState state, NodeName name, NodeView node, Cancellation cancelled)
    {
        var next = state.With(name, node, cancelled);
        var reports = ImmutableArray.CreateBuilder<PodReport>();
        var outputs = ImmutableArray.CreateBuilder<Output>();
        ImmutableArray<PodId> doomed = [];
        if (node.Link.InSync)
        {
            doomed = [.. node.Pods.Except(state.Tombstones).Order()];
            next = next with { Tombstones = next.Tombstones.Union(doomed) };
            if (!doomed.IsEmpty)
            {
                outputs.Add(new SendDown(LinkId.To(name), new Tombstone(node.Link.Epoch, doomed)));
            }
        }
        else
        {
            foreach (var pod in node.Pods.Order())
            {
                next = next.Drop(pod);
                reports.Add(GoneReport(pod));
            }
        }

        next = Confirm(next.Recover(), reports);
        AddUpdate(next, reports, outputs, doomed);
        return Emit.To(next, outputs.ToImmutable());
    }
}
