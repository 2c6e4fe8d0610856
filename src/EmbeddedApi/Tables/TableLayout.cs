using System.Text.Json.Nodes;
using KubeDirect.EmbeddedApi.Model;

namespace KubeDirect.EmbeddedApi.Tables;

/// <summary>The columns of a resource's table, and how an object fills them. Immutable.</summary>
internal sealed record TableLayout(TableColumn[] Columns, Func<JsonObject, DateTimeOffset, JsonNode?[]> Cells)
{
    private static readonly TableColumn NameColumn = new("Name");
    private static readonly TableColumn AgeColumn = new("Age");

    private static readonly TableLayout Plain = new([NameColumn, AgeColumn], (body, now) => [Name(body), AgeOf(body, now)]);

    private static readonly Dictionary<ResourceType, TableLayout> ByType = new()
    {
        [ResourceCatalog.Pods] = new(
            [
                NameColumn, new("Ready"), new("Status"), new("Restarts"), AgeColumn,
                new("IP", Priority: 1), new("Node", Priority: 1), new("Nominated Node", Priority: 1), new("Readiness Gates", Priority: 1),
            ],
            PodCells.Of),
        [ResourceCatalog.Deployments] = new(
            [
                NameColumn, new("Ready"), new("Up-to-date", "integer"), new("Available", "integer"), AgeColumn,
                new("Containers", Priority: 1), new("Images", Priority: 1), new("Selector", Priority: 1),
            ],
            (body, now) =>
            [
                Name(body), $"{Status(body, "readyReplicas")}/{Spec(body, "replicas")}",
                Status(body, "updatedReplicas"), Status(body, "availableReplicas"), AgeOf(body, now),
                .. Template(body),
            ]),
        [ResourceCatalog.ReplicaSets] = new(
            [
                NameColumn, new("Desired", "integer"), new("Current", "integer"), new("Ready", "integer"), AgeColumn,
                new("Containers", Priority: 1), new("Images", Priority: 1), new("Selector", Priority: 1),
            ],
            (body, now) =>
            [
                Name(body), Spec(body, "replicas"), Status(body, "replicas"), Status(body, "readyReplicas"), AgeOf(body, now),
                .. Template(body),
            ]),
        [ResourceCatalog.Nodes] = new(
            [
                NameColumn, new("Status"), new("Roles"), AgeColumn, new("Version"),
                new("Internal-IP", Priority: 1), new("External-IP", Priority: 1),
                new("OS-Image", Priority: 1), new("Kernel-Version", Priority: 1), new("Container-Runtime", Priority: 1),
            ],
            NodeCells.Of),
        [ResourceCatalog.Namespaces] = new(
            [NameColumn, new("Status"), AgeColumn],
            (body, now) => [Name(body), body.ObjectAt("status")?.TextAt("phase"), AgeOf(body, now)]),
        [ResourceCatalog.Services] = new(
            [NameColumn, new("Type"), new("Cluster-IP"), new("External-IP"), new("Port(s)"), AgeColumn, new("Selector", Priority: 1)],
            (body, now) =>
            [
                Name(body), body.ObjectAt("spec")?.TextAt("type"), body.ObjectAt("spec")?.TextAt("clusterIP") ?? "<none>", "<none>",
                Join(body.ObjectAt("spec")?.ArrayAt("ports").Objects("ports").Select(port => $"{port["port"]}/{port["protocol"]}")),
                AgeOf(body, now), Labels(body.ObjectAt("spec")?.ObjectAt("selector")),
            ]),
        [ResourceCatalog.Leases] = new(
            [NameColumn, new("Holder"), AgeColumn],
            (body, now) => [Name(body), body.ObjectAt("spec")?.TextAt("holderIdentity") ?? "", AgeOf(body, now)]),
        [ResourceCatalog.Events] = new(
            [new("Last Seen"), new("Type"), new("Reason"), new("Object"), new("Message"), new("Name", Priority: 1)],
            (body, now) =>
            [
                Age.Since(
                    body.TextAt("lastTimestamp") ?? body.TextAt("eventTime") ?? body.ObjectAt("metadata")?.TextAt("creationTimestamp"),
                    now),
                body.TextAt("type"), body.TextAt("reason"),
                $"{body.ObjectAt("involvedObject")?.TextAt("kind")?.ToLowerInvariant()}/{body.ObjectAt("involvedObject")?.TextAt("name")}",
                body.TextAt("message"), Name(body),
            ]),
    };

    /// <summary>The layout of a resource; name and age for one that has no table of its own.</summary>
    public static TableLayout For(ResourceType type) => ByType.GetValueOrDefault(type, Plain);

    internal static string Name(JsonObject body) => body.ObjectAt("metadata")?.TextAt("name") ?? "";

    internal static string AgeOf(JsonObject body, DateTimeOffset now) =>
        Age.Since(body.ObjectAt("metadata")?.TextAt("creationTimestamp"), now);

    internal static string Join(IEnumerable<string>? parts) => string.Join(',', parts ?? []) is { Length: > 0 } text ? text : "<none>";

    private static string Labels(JsonObject? labels) => Join(labels?.Select(label => $"{label.Key}={label.Value}"));

    private static long Spec(JsonObject body, string member) => body.ObjectAt("spec")?.IntegerAt(member) ?? 0;

    private static long Status(JsonObject body, string member) => body.ObjectAt("status")?.IntegerAt(member) ?? 0;

    private static JsonNode?[] Template(JsonObject body)
    {
        var spec = body.ObjectAt("spec");
        var containers = spec?.ObjectAt("template")?.ObjectAt("spec")?.ArrayAt("containers");
        return
        [
            Join(containers.Objects("containers").Select(container => container.TextAt("name") ?? "")),
            Join(containers.Objects("containers").Select(container => container.TextAt("image") ?? "")),
            Labels(spec?.ObjectAt("selector")?.ObjectAt("matchLabels")),
        ];
    }
}
