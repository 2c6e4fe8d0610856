using k8s.Models;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Objects;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>The status of a Pod as the kubelet would report it.</summary>
/// <remarks>Pure functions. Times are cut to whole seconds, as the API has them. The QoS class is the API server's to set, at creation.</remarks>
public static class PodStatuses
{
    /// <summary>The status of a Pod all of whose containers run and are ready.</summary>
    /// <param name="spec">The Pod's spec; its template's will do.</param>
    /// <param name="podName">The Pod's name, from which the containers' synthetic IDs are made.</param>
    /// <param name="podIP">Its address.</param>
    /// <param name="hostIP">Its node's address.</param>
    /// <param name="startTime">When the node accepted it.</param>
    /// <param name="readyTime">When its containers became ready.</param>
    public static V1PodStatus Ready(V1PodSpec spec, string podName, string podIP, string hostIP, DateTimeOffset startTime, DateTimeOffset readyTime)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var started = ApiTime.WholeSeconds(startTime);
        var ready = ApiTime.WholeSeconds(readyTime);
        return new V1PodStatus
        {
            Phase = "Running",
            HostIP = hostIP,
            PodIP = podIP,
            PodIPs = [new V1PodIP { Ip = podIP }],
            StartTime = started,
            Conditions =
            [
                Condition("Initialized", started),
                Condition("Ready", ready),
                Condition("ContainersReady", ready),
                Condition("PodScheduled", started),
            ],
            ContainerStatuses = [.. spec.Containers.Select(container => Running(container, podName, ready))],
            InitContainerStatuses = spec.InitContainers is { Count: > 0 } init
                ? [.. init.Select(container => Containers.IsSidecar(container) ? Running(container, podName, ready) : Completed(container, podName, started, ready))]
                : null,
        };
    }

    private static V1PodCondition Condition(string type, DateTime since) =>
        new() { Type = type, Status = "True", LastTransitionTime = since };

    private static V1ContainerStatus Running(V1Container container, string podName, DateTime since) => new()
    {
        Name = container.Name,
        Image = container.Image ?? "",
        ImageID = "",
        ContainerID = ContainerId(container, podName),
        Ready = true,
        Started = true,
        RestartCount = 0,
        State = new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = since } },
    };

    private static V1ContainerStatus Completed(V1Container container, string podName, DateTime started, DateTime finished) => new()
    {
        Name = container.Name,
        Image = container.Image ?? "",
        ImageID = "",
        ContainerID = ContainerId(container, podName),
        Ready = true,
        RestartCount = 0,
        State = new V1ContainerState
        {
            Terminated = new V1ContainerStateTerminated
            {
                ContainerID = ContainerId(container, podName),
                ExitCode = 0,
                Reason = "Completed",
                StartedAt = started,
                FinishedAt = finished,
            },
        },
    };

    private static string ContainerId(V1Container container, string podName) => $"kubedirect://{podName}/{container.Name}";
}
