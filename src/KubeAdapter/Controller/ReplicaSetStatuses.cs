using k8s.Models;

namespace KubeDirect.KubeAdapter.Controller;

/// <summary>Computes the status of a ReplicaSet from its counts. Pure.</summary>
public static class ReplicaSetStatuses
{
    /// <summary>The status that the ReplicaSet controller would write while no creation of a Pod fails.</summary>
    /// <param name="replicaSet">The ReplicaSet at the API server, with its former status.</param>
    /// <param name="counts">The numbers of the ReplicaSet's Pods.</param>
    public static V1ReplicaSetStatus Compute(V1ReplicaSet replicaSet, ReplicaCounts counts)
    {
        ArgumentNullException.ThrowIfNull(replicaSet);
        var conditions = (replicaSet.Status?.Conditions ?? []).Where(condition => condition.Type != "ReplicaFailure").ToList();
        return new V1ReplicaSetStatus
        {
            Replicas = counts.Replicas,

            // Every Pod is made from the template, so every Pod has its labels.
            FullyLabeledReplicas = counts.Replicas,
            ReadyReplicas = counts.Ready,
            AvailableReplicas = counts.Available,
            ObservedGeneration = replicaSet.Metadata?.Generation,
            Conditions = conditions.Count == 0 ? null : conditions,
        };
    }
}
