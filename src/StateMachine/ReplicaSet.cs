using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>Module <c>ReplicaSet</c>: the ReplicaSet stage makes Pods of counts.</summary>
internal static class ReplicaSet
{
    /// <summary>One Pod more is wanted than is live: name it and have it placed. The entry is dirty until the Scheduler holds it.</summary>
    public static Step<ReplicaSetState> CreatePod(ReplicaSetState state, CreatePod input)
    {
        var view = state.ViewOf(input.Pod.Owner);
        if (!state.Below.InSync || input.Ordinal < state.Named || view.Excess(state.Listed) is not < 0)
        {
            return Emit.Refused(state);
        }

        var next = (state with { Named = input.Ordinal + 1 }).With(
            input.Pod.Owner,
            view.WithPod(input.Pod, new PodView(PodLifecycle.Initial, NodeName.None)));
        return Emit.To(next, new SendDown(LinkId.Only, new Place(state.Below.Epoch, input.Pod)));
    }

    /// <summary>One Pod more is live than is wanted: end this one.</summary>
    public static Step<ReplicaSetState> TombstonePod(ReplicaSetState state, TombstonePod input)
    {
        var pod = input.Pod;
        var view = state.ViewOf(pod.Owner);
        var live = view.Pods.TryGetValue(pod, out var entry) && view.Live.Contains(new LivePod(entry.Phase, pod));
        if (!state.Below.InSync || !live || view.Excess(state.Listed) is not > 0)
        {
            return Emit.Refused(state);
        }

        return Emit.To(state.With(pod.Owner, view.WithTombstone(pod)), new SendDown(LinkId.Only, new Tombstone(state.Below.Epoch, [pod])));
    }

    /// <summary>
    /// Hard invalidation: a Pod that is not in the snapshot is gone, and an unknown one that is in it is adopted. Tombstones stay, those of
    /// the Scheduler are added, and all are sent down again: a tombstone is dropped only when <em>gone</em> is confirmed.
    /// </summary>
    public static Step<ReplicaSetState> RecvPodSnapshot(ReplicaSetState state, LinkId link, PodSnapshot message)
    {
        if (state.LinkTo(link) is not { } below || !below.Awaits(message.Epoch))
        {
            return Emit.Nothing(state);
        }

        var views = state.ReplicaSets.ToDictionary(pair => pair.Key, pair => pair.Value.WithoutPods());
        ReplicaSetView Of(ScaleKey key) => views.TryGetValue(key, out var view) ? view : ReplicaSetView.Empty;
        foreach (var pod in message.Tombstones)
        {
            views[pod.Owner] = Of(pod.Owner).WithTombstone(pod);
        }

        foreach (var report in message.Pods)
        {
            views[report.Pod.Owner] = Of(report.Pod.Owner).WithPod(report.Pod, new PodView(report.Phase, report.Node));
        }

        var next = views.Aggregate(
            state.WithBelow(below with { Status = LinkStatus.InSync }),
            (current, pair) => current.With(pair.Key, pair.Value));

        // The Scheduler answers those of Pods that the snapshot lacks with Gone, unless a node is away.
        var tombstones = views.Values.SelectMany(view => view.Tombstones).Order().ToImmutableArray();
        return tombstones.IsEmpty ? Emit.To(next) : Emit.To(next, new SendDown(LinkId.Only, new Tombstone(next.Below.Epoch, tombstones)));
    }

    /// <summary>
    /// Soft invalidation: these Pods changed. An unknown Pod is adopted, because a node that was away has returned.
    /// <see cref="Phase.Gone"/> removes a Pod and its tombstone. The tombstones that the Scheduler put by itself are added.
    /// </summary>
    public static Step<ReplicaSetState> RecvUpdate(ReplicaSetState state, LinkId link, Update message)
    {
        if (state.LinkTo(link) is not { } below || !below.Accepts(message.Epoch))
        {
            return Emit.Nothing(state);
        }

        var next = state;
        foreach (var pod in message.Tombstones)
        {
            next = next.With(pod.Owner, next.ViewOf(pod.Owner).WithTombstone(pod));
        }

        foreach (var report in message.Pods)
        {
            var view = next.ViewOf(report.Pod.Owner);
            next = next.With(
                report.Pod.Owner,
                report.Phase == Phase.Gone
                    ? view.WithoutPod(report.Pod)
                    : view.WithPod(report.Pod, new PodView(report.Phase, report.Node)));
        }

        return Emit.To(next);
    }
}
