using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>Makes Pods of desired counts: names new ones, and tombstones those that are too many.</summary>
/// <remarks>The lower end of a scale link and the upper end of a Pod link. Thread-safe, as every stage.</remarks>
public sealed class ReplicaSetStage : IStage<ReplicaSetState>
{
    /// <inheritdoc/>
    public Step<ReplicaSetState> Apply(ReplicaSetState state, Input input) => input switch
    {
        Connect _ => Connect(state),
        LinkLost _ => LinkLost(state),
        FromBelow { Message: PodSnapshot message } => RecvPodSnapshot(state, message),
        FromBelow { Message: Update message } => RecvUpdate(state, message),
        FromAbove { Message: Hello message } => RecvHello(state, message),
        FromAbove { Message: SetCount message } => RecvSetCount(state, message),
        Answer _ => Answer(state),
        CreatePod create => CreatePod(state, create),
        TombstonePod tombstone => TombstonePod(state, tombstone.Pod),
        ObserveReplicaSet observed => ObserveReplicaSet(state, observed),
        Listed _ => Listed(state),
        _ => Emit.Refused(state),
    };

    /// <inheritdoc/>
    public Input? Next(ReplicaSetState state, Func<LinkId, bool> hasRoom)
    {
        if (state.Above.OwesAnswer && state.Recovered)
        {
            return StateMachine.Answer.Now;
        }

        if (!state.Below.InSync || state.Unsettled.IsEmpty || !hasRoom(LinkId.Only))
        {
            return null;
        }

        var key = state.Unsettled[0];
        var group = state.Groups[key];
        return int.IsNegative(group.Excess(state.Listed)!.Value) ? NewPod(state, key, group) : new TombstonePod(group.Live[0].Pod);
    }

    private static CreatePod NewPod(ReplicaSetState state, ScaleKey key, Group group)
    {
        for (var ordinal = state.Named; ; ordinal++)
        {
            var pod = new PodId(key, PodNames.Suffix(state.Incarnation, ordinal));
            if (!group.Pods.ContainsKey(pod) && !group.Tombstones.Contains(pod))
            {
                return new CreatePod(pod, ordinal);
            }
        }
    }

    private static Step<ReplicaSetState> Connect(ReplicaSetState state)
    {
        var below = LinkBelow.Connect(state.Incarnation, state.Below.Epoch.Counter);
        return Emit.To(state with { Below = below }, new SendDown(LinkId.Only, new Hello(below.Epoch)));
    }

    private static Step<ReplicaSetState> LinkLost(ReplicaSetState state) =>
        state.Below.Status == LinkStatus.Down ? Emit.Refused(state) : Emit.To(state with { Below = state.Below.Lost() });

    private static Step<ReplicaSetState> RecvHello(ReplicaSetState state, Hello message) =>
        Emit.To(state with { Above = new LinkAbove(message.Epoch, Answered: false) });

    private static Step<ReplicaSetState> Answer(ReplicaSetState state)
    {
        if (!state.Above.OwesAnswer || !state.Recovered)
        {
            return Emit.Refused(state);
        }

        var counts = state.Groups.Where(pair => pair.Value.Held is not null).ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value.Held!.Value);
        return Emit.To(state with { Above = state.Above with { Answered = true } }, new SendUp(new ScaleSnapshot(state.Above.Epoch, counts)));
    }

    private static Step<ReplicaSetState> RecvSetCount(ReplicaSetState state, SetCount message)
    {
        if (!state.Above.Accepts(message.Epoch))
        {
            return Emit.Nothing(state);
        }

        var group = state.Group(message.Key);
        var next = group.Held is { } held && held.Version >= message.Count.Version
            ? state
            : state.With(message.Key, group with { Held = message.Count });
        return Emit.To(next, new SendUp(new CountAck(message.Epoch, message.Key, message.Count.Version)));
    }

    private static Step<ReplicaSetState> RecvPodSnapshot(ReplicaSetState state, PodSnapshot message)
    {
        if (!state.Below.Awaits(message.Epoch))
        {
            return Emit.Nothing(state);
        }

        var groups = state.Groups.ToDictionary(pair => pair.Key, pair => pair.Value.Invalidate());
        Group Of(ScaleKey key) => groups.TryGetValue(key, out var group) ? group : StateMachine.Group.Empty;
        foreach (var pod in message.Tombstones)
        {
            groups[pod.Owner] = Of(pod.Owner).Bury(pod);
        }

        foreach (var report in message.Pods)
        {
            groups[report.Pod.Owner] = Of(report.Pod.Owner).Set(report.Pod, new PodView(report.Phase, report.Node));
        }

        var next = state with { Below = state.Below with { Status = LinkStatus.InSync }, Recovered = true };
        next = groups.Aggregate(next, (current, pair) => current.With(pair.Key, pair.Value));

        // Every tombstone goes down again: those of Pods that the snapshot lacks are answered with Gone, unless a node is away.
        var tombstones = groups.Values.SelectMany(group => group.Tombstones).Order().ToImmutableArray();
        return tombstones.IsEmpty ? Emit.To(next) : Emit.To(next, new SendDown(LinkId.Only, new Tombstone(next.Below.Epoch, tombstones)));
    }

    private static Step<ReplicaSetState> RecvUpdate(ReplicaSetState state, Update message)
    {
        if (!state.Below.Accepts(message.Epoch))
        {
            return Emit.Nothing(state);
        }

        var next = state;
        foreach (var pod in message.Tombstones)
        {
            next = next.With(pod.Owner, next.Group(pod.Owner).Bury(pod));
        }

        foreach (var report in message.Pods)
        {
            var group = next.Group(report.Pod.Owner);
            next = next.With(report.Pod.Owner, report.Phase == Phase.Gone ? group.Drop(report.Pod) : group.Set(report.Pod, new PodView(report.Phase, report.Node)));
        }

        return Emit.To(next);
    }

    private static Step<ReplicaSetState> CreatePod(ReplicaSetState state, CreatePod input)
    {
        var group = state.Group(input.Pod.Owner);
        if (!state.Below.InSync || input.Ordinal < state.Named || group.Excess(state.Listed) is not < 0)
        {
            return Emit.Refused(state);
        }

        var next = (state with { Named = input.Ordinal + 1 }).With(input.Pod.Owner, group.Set(input.Pod, new PodView(Phase.Placed, NodeName.None)));
        return Emit.To(next, new SendDown(LinkId.Only, new Place(state.Below.Epoch, input.Pod)));
    }

    private static Step<ReplicaSetState> TombstonePod(ReplicaSetState state, PodId pod)
    {
        var group = state.Group(pod.Owner);
        var live = group.Pods.TryGetValue(pod, out var view) && group.Live.Contains(new Victim(view.Phase, pod));
        if (!state.Below.InSync || !live || group.Excess(state.Listed) is not > 0)
        {
            return Emit.Refused(state);
        }

        return Emit.To(state.With(pod.Owner, group.Bury(pod)), new SendDown(LinkId.Only, new Tombstone(state.Below.Epoch, [pod])));
    }

    private static Step<ReplicaSetState> ObserveReplicaSet(ReplicaSetState state, ObserveReplicaSet input) =>
        Emit.To(state.With(input.ReplicaSet, state.Group(input.ReplicaSet) with { Existence = input.Exists ? Existence.Exists : Existence.Deleted }));

    private static Step<ReplicaSetState> Listed(ReplicaSetState state) =>
        Emit.To(state.Groups.Aggregate(state with { Listed = true }, (current, pair) => current.With(pair.Key, pair.Value)));
}
