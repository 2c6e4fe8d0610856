using System.Text.Json.Nodes;
using KubeDirect.EmbeddedApi.Model;

namespace KubeDirect.EmbeddedApi.Registry;

/// <summary>
/// How the API deletes: at once, or by a deletion timestamp that a node agent, a finalizer's owner or the namespace collector acts on.
/// Stateless.
/// </summary>
internal static class Deletion
{
    private const long DefaultGraceSeconds = 30;

    /// <summary>Sets the deletion timestamp of an object that must wait; returns whether the object can be removed now.</summary>
    public static bool Mark(ResourceType type, JsonObject body, long? grace, DateTimeOffset now)
    {
        var metadata = body.Ensure("metadata");
        var seconds = type == ResourceCatalog.Pods ? PodGrace(body, grace) : 0;
        var held = metadata.ArrayAt("finalizers") is { Count: > 0 } || type == ResourceCatalog.Namespaces;
        if (seconds == 0 && !held)
        {
            return true;
        }

        var markedGrace = metadata.IntegerAt("deletionGracePeriodSeconds");
        if (metadata["deletionTimestamp"] is not null && markedGrace <= seconds)
        {
            return false;
        }

        metadata["deletionTimestamp"] = Metadata.Time(now.AddSeconds(seconds));
        metadata["deletionGracePeriodSeconds"] = seconds;
        if (type == ResourceCatalog.Namespaces)
        {
            body.Ensure("status")["phase"] = "Terminating";
        }

        return false;
    }

    /// <summary>A Pod that no node runs, or that has ended, needs no grace.</summary>
    private static long PodGrace(JsonObject pod, long? requested)
    {
        var spec = pod.Ensure("spec");
        var idle = spec.TextAt("nodeName") is not { Length: > 0 } || pod.Ensure("status").TextAt("phase") is "Succeeded" or "Failed";
        return idle ? 0 : requested ?? spec.IntegerAt("terminationGracePeriodSeconds") ?? DefaultGraceSeconds;
    }
}
