namespace KubeDirect.StateMachine;

/// <summary>Module <c>Scheduler</c>: the Scheduler binds Pods to nodes and knows what every node holds.</summary>
internal static class Scheduler
{
    /// <summary>Recovery no longer waits for this node. Its Pods are adopted and reported when it returns.</summary>
    public static Step<SchedulerState> Excuse(SchedulerState state, Excuse input) =>
        state.Nodes.TryGetValue(input.Node, out var node) && !node.Link.InSync && !node.Excused
            ? Emit.To(state.WithNode(input.Node, node with { Excused = true }))
            : Emit.Refused(state);

    /// <summary>Holds a new Pod until there is a node for it.</summary>
    public static Step<SchedulerState> RecvPlace(SchedulerState state, Place message)
    {
        if (!state.Above.Accepts(message.Epoch) || state.Pods.ContainsKey(message.Pod) || state.Tombstones.Contains(message.Pod))
        {
            return Emit.Nothing(state);
        }

        var change = new SchedulerChange(state);
        change.Hold(message.Pod, new Binding(PodLifecycle.Fire(PodLifecycle.Initial, Trigger.Accept), NodeName.None, default));
        change.SendUpdate();
        return change.Done();
    }

    /// <summary>Chooses a node for a Pod, once: the entry never becomes Pending again, so a Pod is bound at most once.</summary>
    public static Step<SchedulerState> BindPod(SchedulerState state, BindPod input)
    {
        if (!state.Pods.TryGetValue(input.Pod, out var pending)
            || PodLifecycle.Next(pending.Phase, Trigger.Bind) is not { } bound
            || state.Tombstones.Contains(input.Pod)
            || !state.Shapes.TryGetValue(input.Pod.Owner, out var shape)
            || !state.Nodes.TryGetValue(input.Node, out var node)
            || !Room.Fits(state, node, input.Pod, shape))
        {
            return Emit.Refused(state);
        }

        var change = new SchedulerChange(state);
        change.Send(input.Node, new Bind(node.Link.Epoch, input.Pod, shape.Requests));
        change.Hold(input.Pod, new Binding(bound, input.Node, shape.Requests));
        if (!change.State.Nodes[input.Node].Nominated.IsEmpty)
        {
            change.State = change.State.Unpark(); // Pods for which room was being made here may have to look elsewhere.
        }

        change.SendUpdate();
        return change.Done();
    }

    /// <summary>
    /// A Pod that is not bound is dropped, because this stage is the authority for it. The tombstone of a bound Pod is kept and forwarded.
    /// A Pod that is unknown may be held by an absent node: it is confirmed as gone only while every node is in sync or given up, and else
    /// its tombstone is kept.
    /// </summary>
    public static Step<SchedulerState> RecvTombstone(SchedulerState state, Tombstone message)
    {
        if (!state.Above.Accepts(message.Epoch))
        {
            return Emit.Nothing(state);
        }

        var change = new SchedulerChange(state);
        var complete = state.NobodyMayHold;
        var forward = new SortedDictionary<NodeName, List<PodId>>();
        foreach (var pod in message.Pods)
        {
            var known = change.State.Pods.TryGetValue(pod, out var binding);
            if (known ? binding.Node == NodeName.None : complete)
            {
                change.Lose(pod);
                continue;
            }

            if (known && !change.State.Tombstones.Contains(pod) && change.State.Nodes[binding.Node].Link.InSync)
            {
                forward.TryAdd(binding.Node, []);
                forward[binding.Node].Add(pod);
            }

            change.State = change.State with { Tombstones = change.State.Tombstones.Add(pod) };
        }

        change.SendUpdate();
        foreach (var (node, pods) in forward)
        {
            change.SendTombstones(node, [.. pods]);
        }

        return change.Done();
    }

    /// <summary>
    /// Hard invalidation of the view of one node: its Pods that the snapshot lacks are gone, those that it has are adopted, and the
    /// tombstones of those are sent down again. What a cancelled node brings back was given up, and is ended.
    /// </summary>
    public static Step<SchedulerState> RecvPodSnapshot(SchedulerState state, LinkId link, PodSnapshot message)
    {
        var name = new NodeName(link.Value);
        if (!state.Nodes.TryGetValue(name, out var node) || !node.Link.Awaits(message.Epoch))
        {
            return Emit.Nothing(state);
        }

        var held = message.Pods.Select(report => report.Pod).ToHashSet();
        var change = new SchedulerChange(
            state.WithNode(name, node with { Link = node.Link with { Status = LinkStatus.InSync }, Excused = false }).Unpark());
        change.LoseAll(node.Pods.Where(pod => !held.Contains(pod)));
        change.Doom(node.IsGivenUp ? [.. held.Order()] : []);
        foreach (var report in message.Pods)
        {
            var binding = new Binding(report.Phase, name, report.Requests);
            if (!change.State.Pods.TryGetValue(report.Pod, out var old) || old != binding)
            {
                change.Hold(report.Pod, binding);
            }
        }

        change.ConfirmUnknown();
        change.SendTombstones(name, [.. change.State.Tombstones.Where(held.Contains).Order()]);
        change.SendUpdate();
        return change.Done();
    }

    /// <summary>
    /// Soft invalidation by one node: what concerns a Pod bound there is taken over and forwarded. Other reports say nothing new:
    /// <see cref="Phase.Gone"/> is also the answer to a tombstone for a Pod that ended while the tombstone was in flight.
    /// </summary>
    public static Step<SchedulerState> RecvUpdate(SchedulerState state, LinkId link, Update message)
    {
        var name = new NodeName(link.Value);
        if (state.LinkTo(link) is not { } below || !below.Accepts(message.Epoch))
        {
            return Emit.Nothing(state);
        }

        var change = new SchedulerChange(state);
        foreach (var report in message.Pods)
        {
            if (change.State.Pods.TryGetValue(report.Pod, out var binding) && binding.Node == name)
            {
                change.State = report.Phase == Phase.Gone
                    ? change.State.Drop(report.Pod)
                    : change.State.Advance(report.Pod, binding, report.Phase);
                change.Report(report.Pod, binding with { Phase = report.Phase });
            }
        }

        change.SendUpdate();
        return change.Done();
    }
}
