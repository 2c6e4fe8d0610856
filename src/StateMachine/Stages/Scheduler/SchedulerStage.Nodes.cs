using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <content>The steps that concern nodes and the links to them.</content>
public sealed partial class SchedulerStage
{
    private static Step<SchedulerState> Connect(SchedulerState state, NodeName name)
    {
        if (!state.Nodes.TryGetValue(name, out var node))
        {
            return Emit.Refused(state);
        }

        var link = LinkBelow.Connect(state.Incarnation, state.Handshakes);
        var next = state with { Handshakes = state.Handshakes + 1, Nodes = state.Nodes.SetItem(name, node with { Link = link }) };
        return Emit.To(next, new SendDown(LinkId.To(name), new Hello(link.Epoch)));
    }

    private static Step<SchedulerState> LinkLost(SchedulerState state, NodeName name) =>
        state.Nodes.TryGetValue(name, out var node) && node.Link.Status != LinkStatus.Down
            ? Emit.To(state with { Nodes = state.Nodes.SetItem(name, node with { Link = node.Link.Lost() }), Parked = node.Nominated.IsEmpty ? state.Parked : [] })
            : Emit.Refused(state);

    private static Step<SchedulerState> Excuse(SchedulerState state, NodeName name) =>
        state.Nodes.TryGetValue(name, out var node) && !node.Link.InSync && !node.Excused
            ? Emit.To((state with { Nodes = state.Nodes.SetItem(name, node with { Excused = true }) }).Recover())
            : Emit.Refused(state);

    private static Step<SchedulerState> RecvPodSnapshot(SchedulerState state, NodeName name, PodSnapshot message)
    {
        if (!state.Nodes.TryGetValue(name, out var node) || !node.Link.Awaits(message.Epoch))
        {
            return Emit.Nothing(state);
        }

        var reports = ImmutableArray.CreateBuilder<PodReport>();
        var held = message.Pods.Select(report => report.Pod).ToHashSet();
        var next = state with { Nodes = state.Nodes.SetItem(name, node with { Link = node.Link with { Status = LinkStatus.InSync }, Excused = false }), Parked = [] };
        foreach (var lost in node.Pods.Where(pod => !held.Contains(pod)).Order())
        {
            next = next.Drop(lost);
            reports.Add(GoneReport(lost));
        }

        // What a node brings back that was given up is ended.
        ImmutableArray<PodId> doomed = node.Cancelled is null ? [] : [.. held.Order()];
        next = next with { Tombstones = next.Tombstones.Union(doomed) };
        foreach (var report in message.Pods)
        {
            var binding = new Binding(report.Phase, name, report.Requests);
            if (!next.Pods.TryGetValue(report.Pod, out var old) || old != binding)
            {
                next = next.Hold(report.Pod, binding);
                reports.Add(Report(report.Pod, binding));
            }
        }

        next = Confirm(next.Recover(), reports);
        var outputs = ImmutableArray.CreateBuilder<Output>();
        if (next.Tombstones.Where(held.Contains).Order().ToImmutableArray() is { IsEmpty: false } buried)
        {
            outputs.Add(new SendDown(LinkId.To(name), new Tombstone(message.Epoch, buried)));
        }

        AddUpdate(next, reports, outputs, doomed);
        return Emit.To(next, outputs.ToImmutable());
    }

    private static Step<SchedulerState> RecvUpdate(SchedulerState state, NodeName name, Update message)
    {
        if (!state.Nodes.TryGetValue(name, out var node) || !node.Link.Accepts(message.Epoch))
        {
            return Emit.Nothing(state);
        }

        var next = state;
        var reports = ImmutableArray.CreateBuilder<PodReport>();
        foreach (var report in message.Pods)
        {
            // Gone is also the answer to a tombstone for a Pod that ended while the tombstone was on its way.
            if (next.Pods.TryGetValue(report.Pod, out var binding) && binding.Node == name)
            {
                var changed = binding with { Phase = report.Phase };
                next = report.Phase == Phase.Gone ? next.Drop(report.Pod) : next.Advance(report.Pod, binding, report.Phase);
                reports.Add(Report(report.Pod, changed));
            }
        }

        var outputs = ImmutableArray.CreateBuilder<Output>();
        AddUpdate(next, reports, outputs, []);
        return Emit.To(next, outputs.ToImmutable());
    }

    private static Step<SchedulerState> ObserveShape(SchedulerState state, ObserveShape input) => Emit.To(state with
    {
        Shapes = input.Shape is { } shape ? state.Shapes.SetItem(input.ReplicaSet, shape) : state.Shapes.Remove(input.ReplicaSet),
        Parked = state.Parked.Remove(input.ReplicaSet),
        Prioritized = input.Shape is { Priority: not 0 } ? state.Prioritized.Add(input.ReplicaSet) : state.Prioritized.Remove(input.ReplicaSet),
    });

    private static Step<SchedulerState> ObserveNode(SchedulerState state, ObserveNode input)
    {
        if (input.Spec is { } spec)
        {
            var view = state.Nodes.TryGetValue(input.Node, out var known) ? known with { Spec = spec } : new NodeView(spec, default, Excused: false, default, []);
            return Emit.To(state with { Nodes = state.Nodes.SetItem(input.Node, view), Parked = [] });
        }

        if (!state.Nodes.TryGetValue(input.Node, out var node))
        {
            return Emit.Nothing(state);
        }

        // The node's object was deleted: nothing here can hear of its Pods any more, so they are lost and replaced.
        var reports = ImmutableArray.CreateBuilder<PodReport>();
        var next = state;
        foreach (var pod in node.Pods.Order())
        {
            next = next.Drop(pod);
            reports.Add(GoneReport(pod));
        }

        next = Confirm(next.Without(input.Node).Recover(), reports);
        var outputs = ImmutableArray.CreateBuilder<Output>();
        AddUpdate(next, reports, outputs, []);
        return Emit.To(next, outputs.ToImmutable());
    }

    /// <summary>Once every node is in sync or given up, Pods that are only known by their tombstones are nowhere.</summary>
    private static SchedulerState Confirm(SchedulerState state, ImmutableArray<PodReport>.Builder reports)
    {
        if (!state.NobodyMayHold)
        {
            return state;
        }

        var next = state;
        foreach (var pod in state.Tombstones.Where(pod => !state.Pods.ContainsKey(pod)).Order())
        {
            next = next.Drop(pod);
            reports.Add(GoneReport(pod));
        }

        return next;
    }

    private static void AddUpdate(SchedulerState state, ImmutableArray<PodReport>.Builder reports, ImmutableArray<Output>.Builder outputs, ImmutableArray<PodId> doomed)
    {
        if ((reports.Count > 0 || !doomed.IsEmpty) && state.Above.Answered)
        {
            outputs.Add(new SendUp(new Update(state.Above.Epoch, reports.ToImmutable()) { Tombstones = doomed }));
        }
    }
}
