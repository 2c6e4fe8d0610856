using System.Text.Json.Nodes;
using KubeDirect.EmbeddedApi.Model;

namespace KubeDirect.EmbeddedApi.Registry;

/// <summary>
/// The rules of the API for Deployments and ReplicaSets: defaults, and a selector that must match its own template. Stateless.
/// </summary>
internal static class WorkloadRules
{
    private const string DefaultSurge = "25%";

    /// <summary>Defaults and checks; on an update, <paramref name="current"/> is the present object.</summary>
    public static void Prepare(ResourceType type, string name, JsonObject body, JsonObject? current)
    {
        var spec = body.Ensure("spec");
        var template = spec.Ensure("template");
        template.Ensure("metadata").Remove("creationTimestamp");
        var templateSpec = template.Ensure("spec");
        PodRules.CheckContainers(type, name, templateSpec, "spec.template.spec");
        PodSpecDefaults.Apply(templateSpec);
        spec.Default("replicas", 1);
        if (spec.IntegerAt("replicas") is < 0)
        {
            var problem = $"Invalid value: {spec.IntegerAt("replicas")}: must be greater than or equal to 0";
            throw ApiError.Invalid(type, name, "spec.replicas", problem);
        }

        if (type == ResourceCatalog.Deployments)
        {
            DeploymentDefaults(spec);
        }

        CheckSelector(type, name, spec, template);
        if (current?.ObjectAt("spec")?["selector"] is { } selector && !JsonNode.DeepEquals(selector, spec["selector"]))
        {
            throw ApiError.Invalid(type, name, "spec.selector", "field is immutable");
        }
    }

    private static void DeploymentDefaults(JsonObject spec)
    {
        var strategy = spec.Ensure("strategy");
        strategy.Default("type", "RollingUpdate");
        if (strategy.TextAt("type") is "RollingUpdate")
        {
            var rolling = strategy.Ensure("rollingUpdate");
            rolling.Default("maxUnavailable", DefaultSurge);
            rolling.Default("maxSurge", DefaultSurge);
        }

        spec.Default("revisionHistoryLimit", 10);
        spec.Default("progressDeadlineSeconds", 600);
    }

    private static void CheckSelector(ResourceType type, string name, JsonObject spec, JsonObject template)
    {
        var selector = spec.ObjectAt("selector") ?? throw ApiError.Invalid(type, name, "spec.selector", "Required value");
        var equal = selector.ObjectAt("matchLabels");
        var expressions = selector.ArrayAt("matchExpressions");
        if (equal is not { Count: > 0 } && expressions is not { Count: > 0 })
        {
            throw ApiError.Invalid(type, name, "spec.selector", "Invalid value: empty selector is invalid");
        }

        var labels = template.ObjectAt("metadata")?.ObjectAt("labels") ?? [];
        var matches = (equal ?? []).All(label => labels.ContainsKey(label.Key) && JsonNode.DeepEquals(labels[label.Key], label.Value))
            && expressions.Objects("matchExpressions").All(expression => Matches(expression, labels));
        if (!matches)
        {
            var problem = $"Invalid value: {labels.ToJsonString()}: `selector` does not match template `labels`";
            throw ApiError.Invalid(type, name, "spec.template.metadata.labels", problem);
        }
    }

    private static bool Matches(JsonObject expression, JsonObject labels)
    {
        var present = labels.TryGetPropertyValue(expression.TextAt("key") ?? "", out var value);
        var among = expression.ArrayAt("values")?.Any(candidate => JsonNode.DeepEquals(candidate, value)) ?? false;
        return expression.TextAt("operator") switch
        {
            "In" => present && among,
            "NotIn" => !present || !among,
            "Exists" => present,
            "DoesNotExist" => !present,
            var other => throw ApiError.BadRequest($"\"{other}\" is not a valid label selector operator"),
        };
    }
}
