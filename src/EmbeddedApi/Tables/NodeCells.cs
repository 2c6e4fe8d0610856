using System.Text.Json.Nodes;
using KubeDirect.EmbeddedApi.Model;

namespace KubeDirect.EmbeddedApi.Tables;

/// <summary>The cells of a Node's row. Stateless.</summary>
internal static class NodeCells
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    public static JsonNode?[] Of(JsonObject node, DateTimeOffset now)
    {
        var status = node.ObjectAt("status") ?? [];
        var ready = status.ArrayAt("conditions").Objects("conditions").FirstOrDefault(condition => condition.TextAt("type") is "Ready");
        var state = ready?.TextAt("status") switch
        {
            "True" => "Ready",
            null => "Unknown",
            _ => "NotReady",
        };
        if (node.ObjectAt("spec")?.FlagAt("unschedulable") is true)
        {
            state += ",SchedulingDisabled";
        }

        var roles = (node.ObjectAt("metadata")?.ObjectAt("labels") ?? [])
            .Where(label => label.Key.StartsWith(RolePrefix, StringComparison.Ordinal))
            .Select(label => label.Key[RolePrefix.Length..]);
        var info = status.ObjectAt("nodeInfo") ?? [];
        return
        [
            TableLayout.Name(node), state, TableLayout.Join(roles), TableLayout.AgeOf(node, now), info.TextAt("kubeletVersion") ?? "",
            Address(status, "InternalIP"), Address(status, "ExternalIP"),
            info.TextAt("osImage") ?? "<unknown>",
            info.TextAt("kernelVersion") ?? "<unknown>",
            info.TextAt("containerRuntimeVersion") ?? "<unknown>",
        ];
    }

    private static string Address(JsonObject status, string type) =>
        status.ArrayAt("addresses").Objects("addresses")
            .FirstOrDefault(address => string.Equals(address.TextAt("type"), type, StringComparison.Ordinal))?.TextAt("address")
        ?? "<none>";
}
