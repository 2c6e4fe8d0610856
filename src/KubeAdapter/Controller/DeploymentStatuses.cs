using k8s.Models;
using KubeDirect.Kubernetes.Objects;

namespace KubeDirect.KubeAdapter.Controller;

/// <summary>
/// Computes the status of a Deployment from its counts, so that <c>kubectl rollout status</c> and <c>kubectl wait</c> work. Pure.
/// </summary>
public static class DeploymentStatuses
{
    private const string Progressing = "Progressing";
    private const string Complete = "NewReplicaSetAvailable";

    /// <summary>No progress deadline, as the API has it.</summary>
    private const int NoDeadline = int.MaxValue;

    /// <summary>The status that the Deployment controller would write.</summary>
    /// <param name="deployment">The Deployment at the API server, with its former status.</param>
    /// <param name="currentReplicaSet">The name of the current ReplicaSet; null if it does not exist yet.</param>
    /// <param name="counts">The numbers of the Deployment's Pods.</param>
    /// <param name="now">The time of a condition that changes.</param>
    public static V1DeploymentStatus Compute(
        V1Deployment deployment,
        string? currentReplicaSet,
        DeploymentCounts counts,
        DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        var time = ApiTime.WholeSeconds(now);
        var before = deployment.Status ?? new V1DeploymentStatus();
        var conditions = (before.Conditions ?? []).ToList();
        SetAvailable(deployment, counts, conditions, time);
        SetProgressing(deployment, currentReplicaSet, before, counts, conditions, time);
        return new V1DeploymentStatus
        {
            ObservedGeneration = deployment.Metadata?.Generation,
            Replicas = counts.Total,
            UpdatedReplicas = counts.Updated,
            ReadyReplicas = counts.Ready,
            AvailableReplicas = counts.Available,
            UnavailableReplicas = Math.Max(0, counts.Total - counts.Available),
            CollisionCount = before.CollisionCount,
            Conditions = conditions,
        };
    }

    /// <summary>Whether the Deployment runs exactly what it wants, all of it available.</summary>
    public static bool IsComplete(V1Deployment deployment, DeploymentCounts counts)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        var wanted = deployment.Spec.Replicas ?? 1;
        return counts.Updated == wanted && counts.Total == wanted && counts.Available == wanted;
    }

    private static void SetAvailable(V1Deployment deployment, DeploymentCounts counts, List<V1DeploymentCondition> conditions, DateTime now)
    {
        if (counts.Available >= (deployment.Spec.Replicas ?? 1) - RollingBounds.MaxUnavailable(deployment))
        {
            StatusConditions.Set(conditions, "Available", true, "MinimumReplicasAvailable", "Deployment has minimum availability.", now);
        }
        else
        {
            StatusConditions.Set(
                conditions,
                "Available",
                false,
                "MinimumReplicasUnavailable",
                "Deployment does not have minimum availability.",
                now);
        }
    }

    private static void SetProgressing(
        V1Deployment deployment,
        string? current,
        V1DeploymentStatus before,
        DeploymentCounts counts,
        List<V1DeploymentCondition> conditions,
        DateTime now)
    {
        var known = conditions.Find(condition => condition.Type == Progressing);
        var deadline = deployment.Spec.ProgressDeadlineSeconds ?? NoDeadline;
        if (deadline == NoDeadline)
        {
            conditions.RemoveAll(condition => condition.Type == Progressing);
            return;
        }

        var name = current is null ? $"Deployment \"{deployment.Metadata.Name}\"" : $"ReplicaSet \"{current}\"";
        var complete = $"{name} has successfully progressed.";

        // A complete rollout stays complete until the template changes: scaling is not a rollout, so it neither progresses nor times out.
        if (known is { Reason: Complete } && known.Message == complete && counts.Total == counts.Updated)
        {
            return;
        }

        if (current is not null && IsComplete(deployment, counts))
        {
            StatusConditions.Set(conditions, Progressing, true, Complete, complete, now, refresh: known?.Message != complete);
        }
        else if (known is null || HasProgressed(before, counts) || known.Reason == Complete)
        {
            StatusConditions.Set(conditions, Progressing, true, "ReplicaSetUpdated", $"{name} is progressing.", now, refresh: true);
        }
        else if (now - (known.LastUpdateTime ?? now) > TimeSpan.FromSeconds(deadline))
        {
            StatusConditions.Set(conditions, Progressing, false, "ProgressDeadlineExceeded", $"{name} has timed out progressing.", now);
        }
    }

    private static bool HasProgressed(V1DeploymentStatus before, DeploymentCounts counts) =>
        counts.Updated > (before.UpdatedReplicas ?? 0)
        || counts.Total - counts.Updated < (before.Replicas ?? 0) - (before.UpdatedReplicas ?? 0)
        || counts.Ready > (before.ReadyReplicas ?? 0)
        || counts.Available > (before.AvailableReplicas ?? 0);
}
