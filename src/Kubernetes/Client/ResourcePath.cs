using System.Reflection;
using k8s.Models;

namespace KubeDirect.Kubernetes.Client;

/// <summary>Paths of objects at the API server.</summary>
public static class ResourcePath
{
    /// <summary>The path of all objects of a kind, such as <c>apis/apps/v1/namespaces/x/replicasets</c>.</summary>
    /// <typeparam name="T">A kind of the client library.</typeparam>
    /// <param name="ns">The namespace; null for all namespaces, or for a kind without namespaces.</param>
    /// <exception cref="NotSupportedException">The type is not a kind of the client library.</exception>
    public static string Collection<T>(string? ns)
    {
        var collection = ns is null ? Kind<T>.Version : $"{Kind<T>.Version}/namespaces/{Uri.EscapeDataString(ns)}";
        return $"{collection}/{Kind<T>.Plural}";
    }

    /// <summary>The path of one object, such as <c>apis/apps/v1/namespaces/x/replicasets/web</c>.</summary>
    /// <typeparam name="T">A kind of the client library.</typeparam>
    /// <param name="ns">The namespace; null for a kind without namespaces.</param>
    /// <param name="name">The object's name.</param>
    /// <exception cref="NotSupportedException">The type is not a kind of the client library.</exception>
    public static string Item<T>(string? ns, string name) => $"{Collection<T>(ns)}/{Uri.EscapeDataString(name)}";

    // To read an attribute is slow, and every request needs its values. So they are read once for each kind.
    private static class Kind<T>
    {
        private static readonly KubernetesEntityAttribute? Entity = typeof(T).GetCustomAttribute<KubernetesEntityAttribute>();

        public static string Version { get; } =
            Entity is null ? "" : Entity.Group.Length == 0 ? $"api/{Entity.ApiVersion}" : $"apis/{Entity.Group}/{Entity.ApiVersion}";

        public static string Plural => Entity?.PluralName ?? throw new NotSupportedException(
            $"{typeof(T).Name} is not a Kubernetes object.");
    }
}
