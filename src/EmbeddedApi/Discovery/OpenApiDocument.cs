using System.Text.Json.Nodes;
using KubeDirect.EmbeddedApi.Model;

namespace KubeDirect.EmbeddedApi.Discovery;

/// <summary>
/// The least OpenAPI that lets <c>kubectl create</c> and <c>kubectl apply</c> work without options: it says, for each kind, that the server
/// takes the parameter <c>fieldValidation</c>, so that kubectl does not check fields by itself. There are no schemas. Stateless.
/// </summary>
internal static class OpenApiDocument
{
    private const string Version2 = "2.0";
    private const string Version3 = "3.0.0";

    /// <summary>The document of one group and version, whose paths start with <paramref name="root"/>.</summary>
    public static JsonObject For(string root, IEnumerable<ResourceType> types)
    {
        var paths = new JsonObject();
        foreach (var type in types)
        {
            var home = type.Namespaced ? "namespaces/{namespace}/" : "";
            paths[$"/{root}/{home}{type.Plural}/{{name}}"] = new JsonObject { ["patch"] = Patch(type) };
        }

        return new JsonObject { ["openapi"] = Version3, ["info"] = Info(), ["paths"] = paths };
    }

    /// <summary>A document of OpenAPI 2 that describes nothing.</summary>
    public static JsonObject Empty() => new() { ["swagger"] = Version2, ["info"] = Info(), ["paths"] = new JsonObject() };

    private static JsonObject Info() => new()
    {
        ["title"] = "KubeDirect embedded API (for demos and tests)",
        ["version"] = DiscoveryDocuments.GitVersion,
    };

    private static JsonObject Patch(ResourceType type) => new()
    {
        ["parameters"] = new JsonArray(new JsonObject
        {
            ["name"] = "fieldValidation",
            ["in"] = "query",
            ["schema"] = new JsonObject { ["type"] = "string", ["uniqueItems"] = true },
        }),
        ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
        ["x-kubernetes-action"] = "patch",
        ["x-kubernetes-group-version-kind"] = new JsonObject { ["group"] = type.Group, ["version"] = type.Version, ["kind"] = type.Kind },
    };
}
