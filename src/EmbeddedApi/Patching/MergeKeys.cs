using System.Text.Json.Nodes;

namespace KubeDirect.EmbeddedApi.Patching;

/// <summary>
/// Which lists of the API a strategic merge patch merges, and by what. Lists that are not named here are replaced as a whole, among
/// them a node's taints and a Pod's tolerations and container statuses, as in the API's own types. Stateless.
/// </summary>
internal static class MergeKeys
{
    /// <summary>The member that identifies the elements of a list of objects, or null when the list is replaced.</summary>
    public static string? For(string list, JsonArray patch) => list switch
    {
        "containers" or "initContainers" or "ephemeralContainers" or "env" or "volumes" or "imagePullSecrets" or "secrets" => "name",
        "conditions" or "addresses" => "type",
        "ownerReferences" => "uid",
        "volumeMounts" => "mountPath",
        "volumeDevices" => "devicePath",
        "hostAliases" or "podIPs" or "hostIPs" => "ip",
        "topologySpreadConstraints" => "topologyKey",

        // Ports of a container and ports of a Service have different keys and never the same members.
        "ports" => patch.OfType<JsonObject>().Any(port => port.ContainsKey("containerPort")) ? "containerPort" : "port",
        _ => null,
    };

    /// <summary>Whether a list of plain values is merged as a set.</summary>
    public static bool IsSet(string list) => list is "finalizers" or "podCIDRs";
}
