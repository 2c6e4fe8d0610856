using k8s.Models;

namespace KubeDirect.KubeAdapter.Objects;

/// <summary>What a template says of its containers.</summary>
internal static class Containers
{
    /// <summary>Whether an init container keeps running beside the others.</summary>
    public static bool IsSidecar(V1Container container) => container.RestartPolicy == "Always";
}
