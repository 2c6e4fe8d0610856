using System.Text.Json.Serialization;
using k8s.Models;

namespace KubeDirect.Kubernetes.Client;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">The kind of the items.</typeparam>
public sealed class ObjectList<T>
{
    /// <summary>The version of the collection and the token of the next page; null if the answer has none.</summary>
    [JsonPropertyName("metadata")]
    public V1ListMeta? Metadata { get; init; }

    /// <summary>The items; null if the answer has none.</summary>
    [JsonPropertyName("items")]
    public IReadOnlyList<T>? Items { get; init; }
}
