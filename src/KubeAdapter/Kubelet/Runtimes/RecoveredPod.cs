using k8s.Models;

namespace KubeDirect.KubeAdapter.Kubelet.Runtimes;

/// <summary>A Pod that outlived the agent that started it. Immutable.</summary>
/// <param name="Pod">The Pod as it was handed to <see cref="IPodRuntime.Start"/>.</param>
/// <param name="Status">The Pod's status; null if it has not started yet.</param>
/// <param name="WasReady">Whether the Pod has been ready since it started, even if it is not ready now.</param>
/// <param name="Stopping">Whether the Pod was told to stop. The runtime goes on stopping it.</param>
public sealed record RecoveredPod(V1Pod Pod, PodRunStatus? Status, bool WasReady, bool Stopping);
