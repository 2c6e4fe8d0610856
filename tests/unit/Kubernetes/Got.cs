namespace KubeDirect.Tests.Unit.Kubernetes;

/// <summary>One request that the server got.</summary>
internal sealed record Got(string Method, string Path, string Query, string ContentType, string Body)
{
    public bool IsWatch => Query.Contains("watch=true", StringComparison.Ordinal);
}
