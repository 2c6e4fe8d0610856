using System.Text.Json.Nodes;
using KubeDirect.EmbeddedApi.Model;

namespace KubeDirect.EmbeddedApi.Registry;

/// <summary>The defaults that the API gives to a Pod's specification, in a Pod and in a template alike. Stateless.</summary>
internal static class PodSpecDefaults
{
    private const int ReadableByAll = 420;

    public static void Apply(JsonObject spec)
    {
        spec.Default("restartPolicy", "Always");
        spec.Default("terminationGracePeriodSeconds", 30);
        spec.Default("dnsPolicy", "ClusterFirst");
        spec.Default("securityContext", new JsonObject());
        spec.Default("schedulerName", "default-scheduler");
        foreach (var list in (string[])["initContainers", "containers"])
        {
            foreach (var container in spec.ArrayAt(list).Objects(list))
            {
                ApplyToContainer(container);
            }
        }

        foreach (var volume in spec.ArrayAt("volumes").Objects("volumes"))
        {
            foreach (var source in (string[])["configMap", "secret", "projected", "downwardAPI"])
            {
                volume.ObjectAt(source)?.Default("defaultMode", ReadableByAll);
            }

            volume.ObjectAt("hostPath")?.Default("type", "");
        }
    }

    private static void ApplyToContainer(JsonObject container)
    {
        container.Default("resources", new JsonObject());
        container.Default("terminationMessagePath", "/dev/termination-log");
        container.Default("terminationMessagePolicy", "File");
        container.Default("imagePullPolicy", IsLatest(container.TextAt("image") ?? "") ? "Always" : "IfNotPresent");
        foreach (var port in container.ArrayAt("ports").Objects("ports"))
        {
            port.Default("protocol", "TCP");
        }

        foreach (var variable in container.ArrayAt("env").Objects("env"))
        {
            variable.ObjectAt("valueFrom")?.ObjectAt("fieldRef")?.Default("apiVersion", "v1");
        }

        foreach (var name in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
        {
            if (container.ObjectAt(name) is { } probe)
            {
                ApplyToProbe(probe);
            }
        }
    }

    private static void ApplyToProbe(JsonObject probe)
    {
        probe.Default("timeoutSeconds", 1);
        probe.Default("periodSeconds", 10);
        probe.Default("successThreshold", 1);
        probe.Default("failureThreshold", 3);
        probe.ObjectAt("httpGet")?.Default("path", "/");
        probe.ObjectAt("httpGet")?.Default("scheme", "HTTP");
    }

    /// <summary>Whether an image has the tag <c>latest</c>, given or for want of a tag and a digest.</summary>
    private static bool IsLatest(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        return !name.Contains('@', StringComparison.Ordinal)
            && (!name.Contains(':', StringComparison.Ordinal) || name.EndsWith(":latest", StringComparison.Ordinal));
    }
}
