using KubeDirect.EmbeddedApi.Model;

namespace KubeDirect.EmbeddedApi.Http;

/// <summary>
/// What a path names: a resource and, if given, a namespace, an object and a subresource. An absent part is an empty text.
/// </summary>
internal sealed record ResourcePath(ResourceType Type, string Namespace, string Name, string Subresource)
{
    /// <summary>Reads a path below <c>/api/v1</c> or <c>/apis/GROUP/VERSION</c>; null if this server does not have the resource.</summary>
    public static ResourcePath? Parse(string path)
    {
        var steps = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (apiVersion, rest) = steps switch
        {
            ["api", var version, .. var below] => (version, below),
            ["apis", var group, var version, .. var below] => ($"{group}/{version}", below),
            _ => ("", []),
        };

        var home = "";
        if (rest is ["namespaces", var name, var inner, ..] && inner is not ("status" or "finalize"))
        {
            home = name;
            rest = rest[2..];
        }

        if (rest.Length is 0 or > 3 || ResourceCatalog.Find(apiVersion, rest[0]) is not { } type)
        {
            return null;
        }

        var found = new ResourcePath(type, home, rest.ElementAtOrDefault(1) ?? "", rest.ElementAtOrDefault(2) ?? "");

        // A path to a namespaced object has a namespace, and one to a cluster-wide object has none. A namespaced resource without a
        // namespace is the list of all namespaces.
        var placed = type.Namespaced ? home.Length > 0 || found.Name.Length == 0 : home.Length == 0;
        return placed && found.HasSubresource() ? found : null;
    }

    private bool HasSubresource() => Subresource switch
    {
        "" => true,
        "status" => Type.HasStatus,
        "scale" => Type.HasScale,
        _ => false,
    };
}
