using k8s.Models;

namespace KubeDirect.KubeAdapter.Controller;

/// <summary>Whether two statuses differ in a way worth a write.</summary>
public static class StatusEquality
{
    /// <summary>Whether two objects of the API are semantically equal.</summary>
    public static bool Same(object? left, object? right) =>
        left is null || right is null ? left is null && right is null : TemplateJson.Of(left) == TemplateJson.Of(right);
}

/// <summary>Sets conditions as Kubernetes's controllers do.</summary>
internal static class StatusConditions
{
    /// <summary>Replaces a Deployment's condition unless nothing but its message or times would change.</summary>
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
