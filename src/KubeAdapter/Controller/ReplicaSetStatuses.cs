using k8s.Models;
using KubeDirect.Kubernetes.Objects;

namespace KubeDirect.KubeAdapter.Controller;

/// <summary>Computes the status of a ReplicaSet from its counts. Pure.</summary>
public static class ReplicaSetStatuses
{
    /// <summary>The status that the ReplicaSet controller would write.</summary>
    /// <param name="replicaSet">The ReplicaSet at the API server, with its former status.</param>
    /// <param name="counts">The numbers of the ReplicaSet's Pods.</param>
    /// <param name="failure">One sentence on why Pods cannot be created; null while they can.</param>
    /// <param name="now">The time of a condition that changes.</param>
    public static V1ReplicaSetStatus Compute(V1ReplicaSet replicaSet, ReplicaCounts counts, string? failure, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(replicaSet);
        var conditions = (replicaSet.Status?.Conditions ?? []).Where(condition => condition.Type != "ReplicaFailure").ToList();
        if (failure is not null)
        {
            var known = replicaSet.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "ReplicaFailure", Status: "True" });
            conditions.Add(known ?? new V1ReplicaSetCondition
            {
                Type = "ReplicaFailure",
                Status = "True",
                Reason = "FailedCreate",
                Message = failure,
                LastTransitionTime = ApiTime.WholeSeconds(now),
            });
        }

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
