using k8s.Models;
using KubeDirect.Kubernetes.Objects;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>
/// Makes the object of a Pod from the dynamic part, which came down the chain, and the static part, which every level has from its watch.
/// </summary>
public static class PodMaterializer
{
    /// <summary>The Pod as the ReplicaSet controller would create it, but with its name and node already chosen.</summary>
    /// <param name="replicaSet">The owner, as the API server has it.</param>
    /// <param name="podName">The Pod's name.</param>
    /// <param name="nodeName">The node that runs it.</param>
    /// <returns>An object that shares the parts of the template, which must therefore not be changed; to be sent, not edited.</returns>
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

    /// <summary>What the names of a ReplicaSet's Pods begin with.</summary>
    public static string GenerateName(string replicaSetName) => replicaSetName + "-";
}
