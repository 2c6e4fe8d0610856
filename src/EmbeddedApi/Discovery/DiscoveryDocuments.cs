using System.Collections.Frozen;
using System.Text.Json.Nodes;
using KubeDirect.EmbeddedApi.Http;
using KubeDirect.EmbeddedApi.Model;
using Microsoft.AspNetCore.Http;

namespace KubeDirect.EmbeddedApi.Discovery;

/// <summary>
/// What clients read to learn what the server speaks: groups, resources, version, health and a minimal OpenAPI. All of it is made
/// once, from the catalog of resources. Immutable.
/// </summary>
internal static class DiscoveryDocuments
{
    /// <summary>What <c>kubectl version</c> shows; the suffix says that this is no Kubernetes.</summary>
    public const string GitVersion = "v1.32.0-kubedirect-embedded";

    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
    private static readonly string[] SubresourceVerbs = ["get", "patch", "update"];
    private static readonly FrozenDictionary<string, byte[]> Documents = Build();
    private static readonly FrozenSet<string> HealthPaths = new[] { "/healthz", "/livez", "/readyz" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a path is one of discovery.</summary>
    public static bool Exists(string path) => HealthPaths.Contains(Trim(path)) || Documents.ContainsKey(Trim(path));

    /// <summary>Answers a GET, or refuses one of an unknown path.</summary>
    public static Task WriteAsync(HttpContext context, string path)
    {
        if (HealthPaths.Contains(Trim(path)))
        {
            return Answers.TextAsync(context, "ok");
        }

        if (!Documents.TryGetValue(Trim(path), out var document))
        {
            throw ApiError.UnknownPath();
        }

        if (path.StartsWith("/openapi/", StringComparison.Ordinal) && !AcceptsJson(context.Request))
        {
            throw ApiError.NotAcceptable();
        }

        return Answers.JsonAsync(context, StatusCodes.Status200OK, document);
    }

    private static bool AcceptsJson(HttpRequest request)
    {
        var accept = request.Headers.Accept.ToString();
        return accept.Length == 0 || accept.Contains("json", StringComparison.Ordinal) || accept.Contains("*/*", StringComparison.Ordinal);
    }

    private static string Trim(string path) => path.Length > 1 ? path.TrimEnd('/') : path;

    private static FrozenDictionary<string, byte[]> Build()
    {
        var documents = new Dictionary<string, JsonObject>(StringComparer.Ordinal)
        {
            ["/version"] = new()
            {
                ["major"] = "1",
                ["minor"] = "32",
                ["gitVersion"] = GitVersion,
                ["gitCommit"] = "",
                ["gitTreeState"] = "",
                ["buildDate"] = "1970-01-01T00:00:00Z",
                ["goVersion"] = "",
                ["compiler"] = "dotnet",
                ["platform"] = "any",
            },
            ["/api"] = new()
            {
                ["kind"] = "APIVersions",
                ["versions"] = new JsonArray("v1"),
                ["serverAddressByClientCIDRs"] = new JsonArray(),
            },
        };
        var groups = new JsonArray();
        var paths = new JsonObject();
        foreach (var members in ResourceCatalog.All.GroupBy(type => type.ApiVersion, StringComparer.Ordinal))
        {
            var group = members.First().Group;
            var root = group.Length == 0 ? "api/" + members.Key : "apis/" + members.Key;
            documents["/" + root] = ResourceList(members.Key, members);
            documents["/openapi/v3/" + root] = OpenApiDocument.For(root, members);
            paths[root] = new JsonObject { ["serverRelativeURL"] = "/openapi/v3/" + root };
            if (group.Length > 0)
            {
                documents["/apis/" + group] = Group(group, members.Key, top: true);
                groups.Add(Group(group, members.Key, top: false));
            }
        }

        documents["/apis"] = new JsonObject { ["kind"] = "APIGroupList", ["apiVersion"] = "v1", ["groups"] = groups };
        documents["/openapi/v3"] = new JsonObject { ["paths"] = paths };
        documents["/openapi/v2"] = OpenApiDocument.Empty();
        var all = documents.Keys.Order(StringComparer.Ordinal).Select(path => JsonValue.Create(path));
        documents["/"] = new JsonObject { ["paths"] = new JsonArray([.. all]) };
        return documents.ToFrozenDictionary(entry => entry.Key, entry => Json.Encode(entry.Value), StringComparer.Ordinal);
    }

    private static JsonObject Group(string name, string apiVersion, bool top)
    {
        var version = new JsonObject { ["groupVersion"] = apiVersion, ["version"] = apiVersion.Split('/')[1] };
        var group = new JsonObject();
        if (top)
        {
            group["kind"] = "APIGroup";
            group["apiVersion"] = "v1";
        }

        group["name"] = name;
        group["versions"] = new JsonArray(version.DeepClone());
        group["preferredVersion"] = version;
        return group;
    }

    private static JsonObject ResourceList(string apiVersion, IEnumerable<ResourceType> types)
    {
        var resources = new JsonArray();
        foreach (var type in types)
        {
            var entry = Entry(type, type.Plural, type.Kind, Verbs);
            entry["singularName"] = type.Singular;
            if (type.ShortNames.Length > 0)
            {
                entry["shortNames"] = new JsonArray([.. type.ShortNames]);
            }

            if (type.Categories.Length > 0)
            {
                entry["categories"] = new JsonArray([.. type.Categories]);
            }

            resources.Add(entry);
            if (type.HasScale)
            {
                var scale = Entry(type, type.Plural + "/scale", "Scale", SubresourceVerbs);
                scale["group"] = "autoscaling";
                scale["version"] = "v1";
                resources.Add(scale);
            }

            if (type.HasStatus)
            {
                resources.Add(Entry(type, type.Plural + "/status", type.Kind, SubresourceVerbs));
            }
        }

        return new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = apiVersion,
            ["resources"] = resources,
        };
    }

    private static JsonObject Entry(ResourceType type, string name, string kind, string[] verbs) => new()
    {
        ["name"] = name,
        ["singularName"] = "",
        ["namespaced"] = type.Namespaced,
        ["kind"] = kind,
        ["verbs"] = new JsonArray([.. verbs]),
    };
}
