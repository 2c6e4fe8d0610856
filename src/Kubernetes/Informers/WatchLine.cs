using System.Text.Json.Serialization;

namespace KubeDirect.Kubernetes.Informers;

/// <summary>One event of a watch. The object of a bookmark has only a resource version.</summary>
internal sealed record WatchLine<T>(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("object")] T Object);
