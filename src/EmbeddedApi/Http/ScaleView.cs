using System.Text.Json.Nodes;
using KubeDirect.EmbeddedApi.Model;
using KubeDirect.EmbeddedApi.Registry;

namespace KubeDirect.EmbeddedApi.Http;

/// <summary>A workload as the <c>Scale</c> of autoscaling/v1: the count alone can be written. Stateless.</summary>
internal static class ScaleView
{
    private const string ApiVersion = "autoscaling/v1";
    private const string Kind = "Scale";

    /// <summary>The scale of a Deployment or ReplicaSet.</summary>
    public static JsonObject Of(JsonObject body)
    {
        var source = body.ObjectAt("metadata") ?? [];
        var metadata = new JsonObject();
        foreach (var member in (string[])["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
        {
            metadata.Assign(member, source[member]);
        }

        var selector = body.ObjectAt("spec")?.ObjectAt("selector");
        return new JsonObject
        {
            ["kind"] = Kind,
            ["apiVersion"] = ApiVersion,
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = body.ObjectAt("spec")?["replicas"]?.DeepClone() ?? 1 },
            ["status"] = new JsonObject
            {
                ["replicas"] = body.ObjectAt("status")?["replicas"]?.DeepClone() ?? 0,
                ["selector"] = selector is null ? "" : Text(selector),
            },
        };
    }

    /// <summary>Carries a written scale over to the workload; refuses one that is for another object or an old version.</summary>
    public static JsonObject Apply(ResourceType type, JsonObject body, JsonObject scale)
    {
        Metadata.CheckType(scale, ApiVersion, Kind);
        var metadata = body.Ensure("metadata");
        var name = metadata.TextAt("name")!;
        if (scale.ObjectAt("metadata") is { } given)
        {
            Metadata.CheckGiven(type, given, metadata, name);
        }

        // A count that is left out is zero, as in the Go type.
        body.Ensure("spec")["replicas"] = scale.ObjectAt("spec")?.IntegerAt("replicas") ?? 0;
        return body;
    }

    private static string Text(JsonObject selector)
    {
        var equal = (selector.ObjectAt("matchLabels") ?? []).Select(label => $"{label.Key}={label.Value}").Order(StringComparer.Ordinal);
        var sets = selector.ArrayAt("matchExpressions").Objects("matchExpressions").Select(expression =>
        {
            var key = expression.TextAt("key");
            var values = string.Join(',', (expression.ArrayAt("values") ?? []).Select(value => value?.ToString()));
            return expression.TextAt("operator") switch
            {
                "In" => $"{key} in ({values})",
                "NotIn" => $"{key} notin ({values})",
                "DoesNotExist" => $"!{key}",
                _ => key ?? "",
            };
        });
        return string.Join(',', equal.Concat(sets));
    }
}
