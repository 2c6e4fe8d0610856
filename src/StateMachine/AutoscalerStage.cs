namespace KubeDirect.StateMachine;

/// <summary>The head of the chain: takes desired counts of Deployments from its watch and sends them to the Deployment stage.</summary>
/// <remarks>Keys are Deployments. Thread-safe, as every stage.</remarks>
public sealed class AutoscalerStage : IStage<AutoscalerState>
{
    /// <inheritdoc/>
    public Step<AutoscalerState> Apply(AutoscalerState state, Input input) => input switch
    {
        Connect connect => LinkSteps.Connect(state, connect.Link),
        LinkLost lost => LinkSteps.LinkLost(state, lost.Link),
        FromBelow { Message: ScaleSnapshot message } below => ScaleSteps.RecvScaleSnapshot(state, below.Link, message),
        FromBelow { Message: CountAck message } below => ScaleSteps.RecvCountAck(state, below.Link, message),
        Scale scale => ScaleSteps.Scale(state, scale),
        PushCount push => ScaleSteps.PushCount(state, push),
        Listed _ => Watches.Listed(state),
        _ => Emit.Refused(state),
    };

    /// <inheritdoc/>
    public Input? Next(AutoscalerState state, Func<LinkId, bool> hasRoom) => ScalePolicy.NextPush(state, hasRoom);
}
