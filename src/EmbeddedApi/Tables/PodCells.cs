using System.Text.Json.Nodes;
using KubeDirect.EmbeddedApi.Model;

namespace KubeDirect.EmbeddedApi.Tables;

/// <summary>The cells of a Pod's row, computed from its containers, its phase and its deletion timestamp. Stateless.</summary>
internal static class PodCells
{
    public static JsonNode?[] Of(JsonObject pod, DateTimeOffset now)
    {
        var spec = pod.ObjectAt("spec") ?? [];
        var status = pod.ObjectAt("status") ?? [];
        var containers = status.ArrayAt("containerStatuses").Objects("containerStatuses").ToArray();
        var ready = containers.Count(container => container.FlagAt("ready") is true);
        return
        [
            TableLayout.Name(pod),
            $"{ready}/{spec.ArrayAt("containers")?.Count ?? 0}",
            StatusOf(pod, status, containers),
            $"{containers.Sum(container => container.IntegerAt("restartCount") ?? 0)}",
            TableLayout.AgeOf(pod, now),
            status.TextAt("podIP") ?? "<none>",
            spec.TextAt("nodeName") ?? "<none>",
            status.TextAt("nominatedNodeName") ?? "<none>",
            "<none>",
        ];
    }

    private static string StatusOf(JsonObject pod, JsonObject status, JsonObject[] containers)
    {
        var reason = status.TextAt("reason") ?? status.TextAt("phase") ?? "Unknown";
        foreach (var container in containers)
        {
            var state = container.ObjectAt("state");
            if (state?.ObjectAt("waiting")?.TextAt("reason") is { Length: > 0 } waiting)
            {
                reason = waiting;
            }
            else if (state?.ObjectAt("terminated") is { } terminated)
            {
                reason = terminated.TextAt("reason") ?? $"ExitCode:{terminated.IntegerAt("exitCode")}";
            }
        }

        if (pod.ObjectAt("metadata")?["deletionTimestamp"] is null)
        {
            return reason;
        }

        return status.TextAt("reason") is "NodeLost" ? "Unknown" : "Terminating";
    }
}
