using k8s.Models;

namespace KubeDirect.KubeAdapter.Objects;

/// <summary>Questions about the containers of a template.</summary>
internal static class Containers
{
    /// <summary>Whether an init container goes on running beside the other containers.</summary>
    public static bool IsSidecar(V1Container container) => container.RestartPolicy == "Always";
}
