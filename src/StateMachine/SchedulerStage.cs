namespace KubeDirect.StateMachine;

/// <summary>Binds Pods to nodes, and knows what every node holds.</summary>
/// <remarks>The lower end of one Pod link and the upper end of one for each node. Thread-safe, as every stage.</remarks>
public sealed class SchedulerStage : IStage<SchedulerState>
{
    /// <inheritdoc/>
    public Step<SchedulerState> Apply(SchedulerState state, Input input) => input switch
    {
        Connect connect => LinkSteps.Connect(state, connect.Link),
        LinkLost lost => LinkSteps.LinkLost(state, lost.Link),
        FromAbove { Message: Hello message } => LinkSteps.RecvHello(state, message),
        Answer _ => LinkSteps.Answer(state),
        FromBelow { Message: PodSnapshot message } below => Scheduler.RecvPodSnapshot(state, below.Link, message),
        FromBelow { Message: Update message } below => Scheduler.RecvUpdate(state, below.Link, message),
        FromAbove { Message: Place message } => Scheduler.RecvPlace(state, message),
        FromAbove { Message: Tombstone message } => Scheduler.RecvTombstone(state, message),
        BindPod bind => Scheduler.BindPod(state, bind),
        Excuse excuse => Scheduler.Excuse(state, excuse),
        Preempt preempt => Preemption.Preempt(state, preempt),
        Cancel cancel => Cancellation.Cancel(state, cancel),
        CancelDone done => Cancellation.CancelDone(state, done),
        CancelStale stale => Cancellation.CancelStale(state, stale),
        ObserveCancelled observed => Cancellation.ObserveCancelled_Scheduler(state, observed),
        Uncancel uncancel => Cancellation.Uncancel(state, uncancel),
        UncancelDone done => Cancellation.UncancelDone(state, done),
        ObserveNode observed => Membership.ObserveNode(state, observed),
        ObserveShape observed => Watches.ObserveShape(state, observed),
        Listed _ => Watches.Listed(state),
        Park park => BindingPolicy.Park(state, park),
        _ => Emit.Refused(state),
    };

    /// <inheritdoc/>
    public Input? Next(SchedulerState state, Func<LinkId, bool> hasRoom)
    {
        if (LinkPolicy.NextAnswer(state) is { } answer)
        {
            return answer;
        }

        foreach (var name in state.Cancelled)
        {
            if (state.Nodes[name].IsDrained)
            {
                return new Uncancel(name);
            }
        }

        return BindingPolicy.Next(state, hasRoom);
    }
}
