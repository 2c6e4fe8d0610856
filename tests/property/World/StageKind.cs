namespace KubeDirect.Tests.Property.World;

internal enum StageKind
{
    Autoscaler,
    Deployment,
    ReplicaSet,
    Scheduler,
    Kubelet,
}
