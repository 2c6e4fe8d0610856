using k8s.Models;

namespace KubeDirect.KubeAdapter.Kubelet.Runtimes;

/// <summary>The status of a Pod that runs. Immutable.</summary>
/// <param name="Address">The Pod's IP address.</param>
/// <param name="Containers">The status of each container, in the order of the Pod's spec.</param>
/// <param name="InitContainers">The status of each init container, in that order; empty if there is none.</param>
public sealed record PodRunStatus(
    string Address,
    IReadOnlyList<V1ContainerStatus> Containers,
    IReadOnlyList<V1ContainerStatus> InitContainers)
{
    /// <summary>Whether every container is ready. An init container that has completed counts as ready.</summary>
    public bool Ready => Unready.Count == 0;

    /// <summary>The names of the containers that are not ready.</summary>
    public IReadOnlyList<string> Unready =>
        [.. InitContainers.Concat(Containers).Where(container => !container.Ready).Select(container => container.Name)];
}
