using k8s.Models;
using KubeDirect.Kubernetes.Objects;
using KubeDirect.StateMachine;

namespace KubeDirect.KubeAdapter.Objects;

/// <summary>Converts between Kubernetes objects and the keys of the chain.</summary>
public static class ChainKeys
{
    /// <summary>The key of a Deployment or a ReplicaSet.</summary>
    public static ScaleKey ScaleKeyOf(IMetadata<V1ObjectMeta> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new ScaleKey($"{value.Metadata.NamespaceProperty}/{value.Metadata.Name}");
    }

    /// <summary>The namespace and name of the object of a key.</summary>
    public static ObjectKey ObjectKeyOf(ScaleKey key) => ObjectKey.Parse(key.Value);

    /// <summary>The namespace and name of the object of a Pod.</summary>
    public static ObjectKey ObjectKeyOf(PodId pod)
    {
        var owner = ObjectKey.Parse(pod.Owner.Value);
        return owner with { Name = $"{owner.Name}-{pod.Suffix}" };
    }

    /// <summary>
    /// The identity of a Pod that a ReplicaSet controls and whose name has the form of that ReplicaSet's Pods; null for any other Pod.
    /// </summary>
    public static PodId? PodIdOf(V1Pod pod)
    {
        ArgumentNullException.ThrowIfNull(pod);
        var owner = pod.Metadata.OwnerReferences?.FirstOrDefault(
            reference => reference.Controller == true && reference.Kind == V1ReplicaSet.KubeKind);
        if (owner is null
            || !pod.Metadata.Name.StartsWith(owner.Name + "-", StringComparison.Ordinal)
            || pod.Metadata.Name.Length == owner.Name.Length + 1)
        {
            return null;
        }

        return new PodId(new ScaleKey($"{pod.Metadata.NamespaceProperty}/{owner.Name}"), pod.Metadata.Name[(owner.Name.Length + 1)..]);
    }
}
