using k8s.Models;
using KubeDirect.KubeAdapter.Kubelet.Runtimes;
using KubeDirect.Kubernetes.Objects;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>Makes the status of a Pod, as a kubelet would report it, from the report of the runtime. Pure.</summary>
/// <remarks>Times are cut to whole seconds, as in the API. The API server sets the QoS class when the object is created.</remarks>
public static class PodStatuses
{
    /// <summary>The status of a Pod that runs.</summary>
    /// <param name="status">The report of the runtime.</param>
    /// <param name="hostIP">The address of the Pod's node.</param>
    /// <param name="startTime">When the node accepted the Pod.</param>
    /// <param name="readinessTime">When the Pod became ready, or lost its readiness.</param>
    public static V1PodStatus Of(PodRunStatus status, string hostIP, DateTimeOffset startTime, DateTimeOffset readinessTime)
    {
        ArgumentNullException.ThrowIfNull(status);
        var started = ApiTime.WholeSeconds(startTime);
        var since = ApiTime.WholeSeconds(readinessTime);
        return new V1PodStatus
        {
            Phase = "Running",
            HostIP = hostIP,
            PodIP = status.Address,
            PodIPs = [new V1PodIP { Ip = status.Address }],
            StartTime = started,
            Conditions =
            [
                new V1PodCondition { Type = "Initialized", Status = "True", LastTransitionTime = started },
                Readiness("Ready", status, since),
                Readiness("ContainersReady", status, since),
                new V1PodCondition { Type = "PodScheduled", Status = "True", LastTransitionTime = started },
            ],
            ContainerStatuses = [.. status.Containers],
            InitContainerStatuses = status.InitContainers.Count > 0 ? [.. status.InitContainers] : null,
        };
    }

    // In a strategic merge patch, a field that is left out stays as it is. So the reason is written as empty when it does not hold any
    // more.
    private static V1PodCondition Readiness(string type, PodRunStatus status, DateTime since) => new()
    {
        Type = type,
        Status = status.Ready ? "True" : "False",
        LastTransitionTime = since,
        Reason = status.Ready ? "" : "ContainersNotReady",
        Message = status.Ready ? "" : $"containers with unready status: [{string.Join(' ', status.Unready)}]",
    };
}
