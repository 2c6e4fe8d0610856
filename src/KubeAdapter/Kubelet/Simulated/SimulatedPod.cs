using k8s.Models;
using KubeDirect.KubeAdapter.Kubelet.Runtimes;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Objects;

namespace KubeDirect.KubeAdapter.Kubelet.Simulated;

/// <summary>A Pod of the simulated runtime. Not thread-safe.</summary>
/// <param name="pod">The Pod as it was handed over.</param>
internal sealed class SimulatedPod(V1Pod pod)
{
    private int restarts;

    /// <summary>The Pod's status; null until it runs.</summary>
    public PodRunStatus? Status { get; private set; }

    /// <summary>The timer of the Pod's next change; null if there is none.</summary>
    public ITimer? Timer { get; set; }

    /// <summary>Makes all containers run and be ready.</summary>
    public void Run(string address, DateTimeOffset now)
    {
        var started = ApiTime.WholeSeconds(now);
        Status = new PodRunStatus(
            address,
            [.. pod.Spec.Containers.Select(container => Running(container, started))],
            [
                .. (pod.Spec.InitContainers ?? []).Select(container =>
                    Containers.IsSidecar(container) ? Running(container, started) : Completed(container, started)),
            ]);
    }

    /// <summary>Makes all containers lose their readiness.</summary>
    /// <param name="restart">Whether the containers lose it because they restart.</param>
    public void LoseReadiness(bool restart)
    {
        restarts += restart ? 1 : 0;
        Status = Status! with
        {
            Containers = [.. Status.Containers.Select(status => status with { Ready = false, RestartCount = restarts })],
        };
    }

    /// <summary>Makes all containers ready again. Those that restarted begin to run now.</summary>
    public void RegainReadiness(DateTimeOffset now) => Status = Status! with
    {
        Containers =
        [
            .. Status.Containers.Zip(pod.Spec.Containers, (status, container) =>
                Running(container, restarts > 0 ? ApiTime.WholeSeconds(now) : status.State.Running.StartedAt!.Value)),
        ],
    };

    private V1ContainerStatus Running(V1Container container, DateTime since) => new()
    {
        Name = container.Name,
        Image = container.Image ?? "",
        ImageID = "",
        ContainerID = IdOf(container),
        Ready = true,
        Started = true,
        RestartCount = restarts,
        State = new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = since } },
    };

    private V1ContainerStatus Completed(V1Container container, DateTime at) => new()
    {
        Name = container.Name,
        Image = container.Image ?? "",
        ImageID = "",
        ContainerID = IdOf(container),
        Ready = true,
        RestartCount = 0,
        State = new V1ContainerState
        {
            Terminated = new V1ContainerStateTerminated
            {
                ContainerID = IdOf(container),
                ExitCode = 0,
                Reason = "Completed",
                StartedAt = at,
                FinishedAt = at,
            },
        },
    };

    private string IdOf(V1Container container) => $"kubedirect://{pod.Metadata.Name}/{container.Name}";
}
