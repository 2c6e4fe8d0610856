namespace KubeDirect.StateMachine;

/// <summary>The tail of the chain, one for each node: runs Pods, reports what became of them, and publishes them.</summary>
/// <param name="maxRequests">How many requests to the API server may be in flight at once; at least 1.</param>
/// <remarks>Thread-safe, as every stage.</remarks>
public sealed class KubeletStage(int maxRequests) : IStage<KubeletState>
{
    private readonly int maxRequests = maxRequests > 0
        ? maxRequests
        : throw new ArgumentOutOfRangeException(nameof(maxRequests), maxRequests, "At least one request must be allowed.");

    /// <inheritdoc/>
    public Step<KubeletState> Apply(KubeletState state, Input input) => input switch
    {
        FromAbove { Message: Hello message } => LinkSteps.RecvHello(state, message),
        Answer _ => LinkSteps.Answer(state),
        FromAbove { Message: Bind message } => Kubelet.RecvBind(state, message),
        FromAbove { Message: Tombstone message } => Kubelet.RecvTombstone(state, message),
        PodStarted started => Kubelet.PodStarted(state, started),
        PodStopped stopped => Kubelet.PodStopped(state, stopped),
        Publish publish => Kubelet.Publish(state, publish),
        PublishDone done => Kubelet.PublishDone(state, done),
        ObserveDeleted observed => Kubelet.ObserveDeleted(state, observed),
        ObserveObject observed => Kubelet.ObserveObject(state, observed),
        ObserveCancelled observed => Cancellation.ObserveCancelled_Kubelet(state, observed),
        _ => Emit.Refused(state),
    };

    /// <inheritdoc/>
    public Input? Next(KubeletState state, Func<LinkId, bool> hasRoom) =>
        LinkPolicy.NextAnswer(state) ?? (Input?)NextPublish(state);

    private Publish? NextPublish(KubeletState state) =>
        state.Requests < maxRequests && !state.Unpublished.IsEmpty ? new Publish(state.Unpublished[0]) : null;
}
