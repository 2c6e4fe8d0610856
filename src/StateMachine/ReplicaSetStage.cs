namespace KubeDirect.StateMachine;

/// <summary>Turns desired counts into Pods: names new ones, and tombstones those that are too many.</summary>
/// <remarks>The lower end of a scale link and the upper end of a Pod link. Thread-safe, as every stage.</remarks>
public sealed class ReplicaSetStage : IStage<ReplicaSetState>
{
    /// <inheritdoc/>
    public Step<ReplicaSetState> Apply(ReplicaSetState state, Input input) => input switch
    {
        Connect connect => LinkSteps.Connect(state, connect.Link),
        LinkLost lost => LinkSteps.LinkLost(state, lost.Link),
        FromAbove { Message: Hello message } => LinkSteps.RecvHello(state, message),
        Answer _ => LinkSteps.Answer(state),
        FromAbove { Message: SetCount message } => ScaleSteps.RecvSetCount(state, message),
        FromBelow { Message: PodSnapshot message } below => ReplicaSet.RecvPodSnapshot(state, below.Link, message),
        FromBelow { Message: Update message } below => ReplicaSet.RecvUpdate(state, below.Link, message),
        CreatePod create => ReplicaSet.CreatePod(state, create),
        TombstonePod tombstone => ReplicaSet.TombstonePod(state, tombstone),
        ObserveReplicaSet observed => Watches.ObserveReplicaSet(state, observed),
        Listed _ => Watches.Listed(state),
        _ => Emit.Refused(state),
    };

    /// <inheritdoc/>
    public Input? Next(ReplicaSetState state, Func<LinkId, bool> hasRoom) => LinkPolicy.NextAnswer(state) ?? NextPod(state, hasRoom);

    /// <summary>
    /// A new Pod for the first ReplicaSet that has too few, or the end of the one that has come least far where there are too many.
    /// </summary>
    private static Input? NextPod(ReplicaSetState state, Func<LinkId, bool> hasRoom)
    {
        if (!state.Below.InSync || state.Unsettled.IsEmpty || !hasRoom(LinkId.Only))
        {
            return null;
        }

        var key = state.Unsettled[0];
        var view = state.ReplicaSets[key];
        return int.IsNegative(view.Excess(state.Listed)!.Value) ? NewPod(state, key, view) : new TombstonePod(view.Live[0].Pod);
    }

    private static CreatePod NewPod(ReplicaSetState state, ScaleKey key, ReplicaSetView view)
    {
        for (var ordinal = state.Named; ; ordinal++)
        {
            var pod = new PodId(key, PodNames.Suffix(state.Incarnation, ordinal));
            if (!view.Pods.ContainsKey(pod) && !view.Tombstones.Contains(pod))
            {
                return new CreatePod(pod, ordinal);
            }
        }
    }
}
