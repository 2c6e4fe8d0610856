using k8s.Models;

namespace KubeDirect.Kubernetes.Objects;

/// <summary>The namespace and name of an object of a known kind.</summary>
/// <param name="Namespace">Empty for kinds without namespaces.</param>
/// <param name="Name">The name.</param>
public readonly record struct ObjectKey(string Namespace, string Name)
{
    /// <summary>The key of an object.</summary>
    public static ObjectKey Of(IMetadata<V1ObjectMeta> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new ObjectKey(value.Metadata?.NamespaceProperty ?? "", value.Metadata?.Name ?? "");
    }

    /// <summary>The key written as <c>namespace/name</c>, or as <c>name</c> alone.</summary>
    public static ObjectKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new ObjectKey("", text) : new ObjectKey(text[..slash], text[(slash + 1)..]);
    }

    /// <inheritdoc/>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
