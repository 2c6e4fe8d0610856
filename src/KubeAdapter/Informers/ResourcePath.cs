using System.Reflection;
using System.Text;
using k8s;
using k8s.Models;

namespace KubeDirect.KubeAdapter;

/// <summary>Addresses of a kind of object at the API server.</summary>
internal static class ResourcePath
{
    /// <summary>The collection of a kind, such as <c>apis/apps/v1/namespaces/x/replicasets</c>.</summary>
    /// <typeparam name="T">A kind of the client library.</typeparam>
    /// <param name="ns">The namespace; null for all of them, or for a kind that has none.</param>
    /// <exception cref="NotSupportedException">The type is not a kind of the client library.</exception>
    public static string Collection<T>(string? ns)
    {
        var kind = typeof(T).GetCustomAttribute<KubernetesEntityAttribute>()
            ?? throw new NotSupportedException($"{typeof(T).Name} is not a Kubernetes object.");
        var path = new StringBuilder(kind.Group.Length == 0 ? "api/" : $"apis/{kind.Group}/").Append(kind.ApiVersion);
        if (ns is not null)
        {
            path.Append("/namespaces/").Append(Uri.EscapeDataString(ns));
        }

        return path.Append('/').Append(kind.PluralName).ToString();
    }

    /// <summary>One object.</summary>
    public static string Object<T>(string? ns, string name) => $"{Collection<T>(ns)}/{Uri.EscapeDataString(name)}";
}
