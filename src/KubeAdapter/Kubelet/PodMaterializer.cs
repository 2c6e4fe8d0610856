using k8s.Models;
using KubeDirect.Kubernetes.Objects;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>
/// Makes the object of a Pod from its dynamic part, which came down the chain, and its static part, which is the template in the watch.
/// </summary>
public static class PodMaterializer
{
    /// <summary>The Pod as the ReplicaSet controller would create it, with the name and the node that the chain chose.</summary>
    /// <param name="replicaSet">The owner at the API server, with its UID.</param>
    /// <param name="podName">The Pod's name.</param>
    /// <param name="nodeName">The node that runs it.</param>
    /// <returns>An object that shares parts with the template. It must not be changed.</returns>
    /// <exception cref="ArgumentException">The ReplicaSet has no UID or no template.</exception>
    public static V1Pod Materialize(V1ReplicaSet replicaSet, string podName, string nodeName)
    {
        ArgumentNullException.ThrowIfNull(replicaSet);
        ArgumentException.ThrowIfNullOrEmpty(podName);
        ArgumentException.ThrowIfNullOrEmpty(nodeName);
        var template = replicaSet.Spec?.Template;
        if (replicaSet.Metadata?.Uid is null || template?.Spec is null)
        {
            throw new ArgumentException(
                "The ReplicaSet does not come from the API server: it lacks a UID or a template.",
                nameof(replicaSet));
        }

        return new V1Pod
        {
            ApiVersion = "v1",
            Kind = "Pod",
            Metadata = new V1ObjectMeta
            {
                Name = podName,
                GenerateName = GenerateName(replicaSet.Metadata.Name),
                NamespaceProperty = replicaSet.Metadata.NamespaceProperty,
                Labels = template.Metadata?.Labels,
                Annotations = template.Metadata?.Annotations,
                Finalizers = template.Metadata?.Finalizers,
                OwnerReferences = [Owners.ControllerReference(replicaSet, "apps/v1", "ReplicaSet")],
            },
            Spec = template.Spec with { NodeName = nodeName },
        };
    }

    /// <summary>The beginning of the names of a ReplicaSet's Pods.</summary>
    public static string GenerateName(string replicaSetName) => replicaSetName + "-";
}
