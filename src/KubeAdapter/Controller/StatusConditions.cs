using k8s.Models;

namespace KubeDirect.KubeAdapter.Controller;

/// <summary>Sets conditions as Kubernetes's controllers do.</summary>
internal static class StatusConditions
{
    /// <summary>
    /// Replaces a Deployment's condition. If only its message or its times would change, it leaves the condition as it is.
    /// </summary>
    public static void Set(
        List<V1DeploymentCondition> conditions,
        string type,
        bool status,
        string reason,
        string message,
        DateTime now,
        bool refresh = false)
    {
        var text = status ? "True" : "False";
        var old = conditions.Find(condition => condition.Type == type);
        if (old is not null && old.Status == text && old.Reason == reason && !refresh)
        {
            return;
        }

        conditions.RemoveAll(condition => condition.Type == type);
        conditions.Add(new V1DeploymentCondition
        {
            Type = type,
            Status = text,
            Reason = reason,
            Message = message,
            LastUpdateTime = now,
            LastTransitionTime = old is not null && old.Status == text ? old.LastTransitionTime ?? now : now,
        });
    }
}
