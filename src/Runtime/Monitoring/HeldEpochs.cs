using KubeDirect.StateMachine;

namespace KubeDirect.Runtime;

/// <summary>Reads from any stage's state which epoch it holds for a link. Pure.</summary>
internal static class HeldEpochs
{
    /// <summary>The epoch of the link from above; null if the state is of no stage that has one.</summary>
    public static Epoch? Above(object state) => state switch
    {
        DeploymentState deployment => deployment.Above.Epoch,
        ReplicaSetState replicaSet => replicaSet.Above.Epoch,
        SchedulerState scheduler => scheduler.Above.Epoch,
        KubeletState kubelet => kubelet.Above.Epoch,
        _ => null,
    };

    /// <summary>The epoch of a link below, <see cref="Epoch.None"/> for one that the stage does not know; null if the state is of no stage that has links below.</summary>
    public static Epoch? Below(object state, LinkId link) => state switch
    {
        AutoscalerState autoscaler => autoscaler.Below.Epoch,
        DeploymentState deployment => deployment.Below.Epoch,
        ReplicaSetState replicaSet => replicaSet.Below.Epoch,
        SchedulerState scheduler => scheduler.Nodes.TryGetValue(new NodeName(link.Value), out var node) ? node.Link.Epoch : Epoch.None,
        _ => null,
    };
}
