namespace KubeDirect.StateMachine;

/// <summary>The kinds of stages, in the order of the chain. <see cref="StageCatalog"/> says what belongs to each.</summary>
public enum StageKind
{
    /// <summary>The head: takes desired counts of Deployments from its watch.</summary>
    Autoscaler,

    /// <summary>Turns counts of Deployments into counts of ReplicaSets.</summary>
    Deployment,

    /// <summary>Turns counts of ReplicaSets into Pods.</summary>
    ReplicaSet,

    /// <summary>Binds Pods to nodes.</summary>
    Scheduler,

    /// <summary>The tail, one for each node: runs Pods and publishes them.</summary>
    Kubelet,
}
