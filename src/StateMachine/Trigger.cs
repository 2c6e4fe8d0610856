namespace KubeDirect.StateMachine;

/// <summary>What happens to a Pod's entry: the triggers of <see cref="PodLifecycle"/>.</summary>
public enum Trigger
{
    /// <summary>The Scheduler takes the Pod over (action <c>RecvPlace</c>).</summary>
    Accept,

    /// <summary>The Scheduler chooses a node (action <c>BindPod</c>).</summary>
    Bind,

    /// <summary>The Kubelet takes the Pod over (action <c>RecvBind</c>).</summary>
    Hold,

    /// <summary>The runtime has started it (action <c>PodStarted</c>).</summary>
    Start,

    /// <summary>
    /// The Kubelet stops it, because of a tombstone, the deletion of its object, an answer of the API server or a mark (actions
    /// <c>RecvTombstone_Kubelet</c>, <c>ObserveDeleted</c>, <c>PublishDone</c>, <c>ObserveCancelled_Kubelet</c>).
    /// </summary>
    Terminate,

    /// <summary>
    /// It has ended, or it is lost, or it was never bound and is not wanted any more (actions <c>PodStopped</c>,
    /// <c>RecvTombstone_Scheduler</c>, and those that lose the Pods of a node).
    /// </summary>
    Drop,
}
