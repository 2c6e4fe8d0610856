namespace KubeDirect.StateMachine;

/// <summary>
/// Turns a Deployment's desired count into the count of its current ReplicaSet, and wants 0 of ReplicaSets that are no longer current.
/// </summary>
/// <remarks>Keys from above are Deployments, keys to below are ReplicaSets. Thread-safe, as every stage.</remarks>
public sealed class DeploymentStage : IStage<DeploymentState>
{
    /// <inheritdoc/>
    public Step<DeploymentState> Apply(DeploymentState state, Input input) => input switch
    {
        Connect connect => LinkSteps.Connect(state, connect.Link),
        LinkLost lost => LinkSteps.LinkLost(state, lost.Link),
        FromAbove { Message: Hello message } => LinkSteps.RecvHello(state, message),
        Answer _ => LinkSteps.Answer(state),
        FromBelow { Message: ScaleSnapshot message } below => ScaleSteps.RecvScaleSnapshot(state, below.Link, message),
        FromBelow { Message: CountAck message } below => ScaleSteps.RecvCountAck(state, below.Link, message),
        FromAbove { Message: SetCount message } => ScaleSteps.RecvSetCount(state, message),
        PushCount push => ScaleSteps.PushCount(state, push),
        ObserveDeployment observed => ScaleSteps.ObserveDeployment(state, observed),
        ObserveReplicaSet observed => Watches.ObserveReplicaSet(state, observed),
        Listed _ => Watches.Listed(state),
        _ => Emit.Refused(state),
    };

    /// <inheritdoc/>
    public Input? Next(DeploymentState state, Func<LinkId, bool> hasRoom) =>
        LinkPolicy.NextAnswer(state) ?? (Input?)ScalePolicy.NextPush(state, hasRoom);
}
