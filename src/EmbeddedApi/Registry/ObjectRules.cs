using System.Text.Json.Nodes;
using KubeDirect.EmbeddedApi.Model;

namespace KubeDirect.EmbeddedApi.Registry;

/// <summary>Applies the rules of a resource to an object before it is stored. Safe from any thread.</summary>
internal sealed class ObjectRules
{
    private readonly ServiceRules services = new();

    /// <summary>Makes a new object ready: sets identity and defaults, removes the status, checks.</summary>
    public void PrepareForCreate(ResourceType type, string pathNamespace, JsonObject body, DateTimeOffset now)
    {
        Json.DropNulls(body);
        Metadata.CheckType(type, body);
        Metadata.PrepareForCreate(type, pathNamespace, body, now);
        var name = body.Ensure("metadata").TextAt("name")!;
        if (type.HasStatus && !type.KeepsStatusOnCreate)
        {
            body["status"] = new JsonObject();
        }

        if (type == ResourceCatalog.Pods)
        {
            PodRules.PrepareForCreate(name, body);
        }
        else if (type == ResourceCatalog.Namespaces)
        {
            body.Ensure("metadata").Ensure("labels")["kubernetes.io/metadata.name"] = name;
            body.Ensure("spec")["finalizers"] = new JsonArray("kubernetes");
            body["status"] = new JsonObject { ["phase"] = "Active" };
        }
        else
        {
            Refine(type, name, body, null);
        }
    }

    /// <summary>
    /// Makes an update of the main resource ready: keeps status and server-set metadata, sets defaults and generation, checks.
    /// </summary>
    public void PrepareForUpdate(ResourceType type, JsonObject current, JsonObject candidate)
    {
        Json.DropNulls(candidate);
        Metadata.CheckType(type, candidate);
        Metadata.PrepareForUpdate(type, current, candidate);
        var name = current.Ensure("metadata").TextAt("name")!;
        if (type.HasStatus)
        {
            candidate.Assign("status", current["status"]);
        }

        if (type == ResourceCatalog.Pods)
        {
            PodSpecDefaults.Apply(candidate.Ensure("spec"));
            PodRules.CheckUpdate(name, current, candidate);
        }
        else if (type == ResourceCatalog.Namespaces)
        {
            candidate.Assign("spec", current["spec"]);
        }
        else
        {
            Refine(type, name, candidate, current);
        }

        if (type.HasGeneration && !JsonNode.DeepEquals(current["spec"], candidate["spec"]))
        {
            var metadata = candidate.Ensure("metadata");
            metadata["generation"] = (metadata.IntegerAt("generation") ?? 0) + 1;
        }
    }

    /// <summary>Makes an update of the status ready: keeps everything except the status.</summary>
    public static JsonObject PrepareForStatusUpdate(ResourceType type, JsonObject current, JsonObject candidate)
    {
        Json.DropNulls(candidate);
        Metadata.CheckType(type, candidate);
        var metadata = candidate.Ensure("metadata");
        Metadata.PrepareForUpdate(type, current, candidate);
        var result = current.DeepClone().AsObject();
        result.Assign("status", candidate["status"] ?? new JsonObject());
        if (type.StatusWritesLabels)
        {
            result.Ensure("metadata").Assign("labels", metadata["labels"]);
            result.Ensure("metadata").Assign("annotations", metadata["annotations"]);
        }

        return result;
    }

    private void Refine(ResourceType type, string name, JsonObject body, JsonObject? current)
    {
        if (type == ResourceCatalog.Deployments || type == ResourceCatalog.ReplicaSets)
        {
            WorkloadRules.Prepare(type, name, body, current);
            if (current is null && type == ResourceCatalog.ReplicaSets)
            {
                body["status"] = new JsonObject { ["replicas"] = 0 };
            }
        }
        else if (type == ResourceCatalog.Services)
        {
            services.Prepare(body, current);
        }
        else if (type == ResourceCatalog.Nodes && body.ObjectAt("status") is { } status && status.ObjectAt("capacity") is { } capacity)
        {
            status.Default("allocatable", capacity.DeepClone());
        }
    }
}
