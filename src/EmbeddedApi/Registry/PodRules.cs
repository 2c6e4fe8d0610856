using System.Text.Json.Nodes;
using KubeDirect.EmbeddedApi.Model;

namespace KubeDirect.EmbeddedApi.Registry;

/// <summary>The rules of the API for a Pod, beyond the defaults of its specification. Stateless.</summary>
internal static class PodRules
{
    private const int DefaultTolerationSeconds = 300;

    public static void PrepareForCreate(string name, JsonObject body)
    {
        var spec = body.Ensure("spec");
        CheckContainers(ResourceCatalog.Pods, name, spec, "spec");
        PodSpecDefaults.Apply(spec);
        spec.Default("enableServiceLinks", true);
        spec.Default("serviceAccountName", "default");
        spec.Default("serviceAccount", spec.TextAt("serviceAccountName") ?? "default");
        spec.Default("priority", 0);
        spec.Default("preemptionPolicy", "PreemptLowerPriority");
        RequestsFromLimits(spec);
        AddDefaultTolerations(spec);
        body["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = QosClass(spec) };
    }

    /// <summary>Refuses an update that changes a Pod's specification, except for images and added tolerations.</summary>
    public static void CheckUpdate(string name, JsonObject current, JsonObject candidate)
    {
        var before = Comparable(current);
        var after = Comparable(candidate);
        if (!JsonNode.DeepEquals(before, after))
        {
            throw ApiError.Invalid(
                ResourceCatalog.Pods, name, "spec",
                "Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
                + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations)");
        }
    }

    /// <summary>Refuses a specification without containers, or with one that lacks a name or an image.</summary>
    public static void CheckContainers(ResourceType type, string name, JsonObject spec, string path)
    {
        if (spec.ArrayAt("containers") is not { Count: > 0 } containers)
        {
            throw ApiError.Invalid(type, name, path + ".containers", "Required value");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var container in containers.Objects("containers"))
        {
            if (container.TextAt("name") is not { Length: > 0 } containerName)
            {
                throw ApiError.Invalid(type, name, path + ".containers[*].name", "Required value");
            }

            if (!names.Add(containerName))
            {
                throw ApiError.Invalid(type, name, path + ".containers[*].name", $"Duplicate value: \"{containerName}\"");
            }

            if (container.TextAt("image") is not { Length: > 0 })
            {
                throw ApiError.Invalid(type, name, path + ".containers[*].image", "Required value");
            }
        }
    }

    private static JsonObject Comparable(JsonObject pod)
    {
        var spec = (pod.ObjectAt("spec") ?? []).DeepClone().AsObject();
        spec.Remove("activeDeadlineSeconds");
        spec.Remove("tolerations");
        foreach (var list in (string[])["initContainers", "containers"])
        {
            foreach (var container in spec.ArrayAt(list).Objects(list))
            {
                container.Remove("image");
            }
        }

        return spec;
    }

    private static void RequestsFromLimits(JsonObject spec)
    {
        foreach (var container in spec.ArrayAt("containers").Objects("containers"))
        {
            var resources = container.Ensure("resources");
            foreach (var (resource, limit) in resources.ObjectAt("limits") ?? [])
            {
                resources.Ensure("requests").Default(resource, limit?.DeepClone() ?? "0");
            }
        }
    }

    private static void AddDefaultTolerations(JsonObject spec)
    {
        foreach (var taint in (string[])["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"])
        {
            var tolerations = spec.ArrayAt("tolerations");
            var covered = tolerations.Objects("tolerations").Any(toleration =>
                (toleration.TextAt("key") is not { Length: > 0 } key || string.Equals(key, taint, StringComparison.Ordinal))
                && toleration.TextAt("effect") is null or "" or "NoExecute");
            if (covered)
            {
                continue;
            }

            if (tolerations is null)
            {
                spec["tolerations"] = tolerations = [];
            }

            tolerations.Add(new JsonObject
            {
                ["key"] = taint,
                ["operator"] = "Exists",
                ["effect"] = "NoExecute",
                ["tolerationSeconds"] = DefaultTolerationSeconds,
            });
        }
    }

    private static string QosClass(JsonObject spec)
    {
        var any = false;
        var guaranteed = true;
        foreach (var container in spec.ArrayAt("containers").Objects("containers"))
        {
            var requests = container.ObjectAt("resources")?.ObjectAt("requests");
            var limits = container.ObjectAt("resources")?.ObjectAt("limits");
            foreach (var resource in (string[])["cpu", "memory"])
            {
                any |= requests?[resource] is not null || limits?[resource] is not null;
                guaranteed &= limits?[resource] is not null && JsonNode.DeepEquals(requests?[resource], limits[resource]);
            }
        }

        return (any, guaranteed) switch
        {
            (false, _) => "BestEffort",
            (true, true) => "Guaranteed",
            _ => "Burstable",
        };
    }
}
