namespace KubeDirect.Kubernetes.Client;

/// <summary>Media types of the Kubernetes API.</summary>
public static class MediaTypes
{
    /// <summary>An object as JSON.</summary>
    public const string Json = "application/json";

    /// <summary>A JSON merge patch (RFC 7386): a list replaces the whole list.</summary>
    public const string MergePatch = "application/merge-patch+json";

    /// <summary>A strategic merge patch: lists are merged by the key that the API defines for them.</summary>
    public const string StrategicMergePatch = "application/strategic-merge-patch+json";

    /// <summary>Asks for the metadata alone. A server that cannot leave out the rest sends the whole object.</summary>
    public const string MetadataOnly = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";
}
