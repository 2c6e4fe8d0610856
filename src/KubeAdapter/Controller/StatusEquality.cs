namespace KubeDirect.KubeAdapter.Controller;

/// <summary>Compares statuses, to find out whether a write is needed.</summary>
public static class StatusEquality
{
    /// <summary>Whether two objects of the API are semantically equal. Null equals only null.</summary>
    public static bool Same(object? left, object? right) =>
        left is null || right is null ? left is null && right is null : TemplateJson.Of(left) == TemplateJson.Of(right);
}
