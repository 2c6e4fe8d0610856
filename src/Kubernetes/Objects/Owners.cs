using k8s;
using k8s.Models;

namespace KubeDirect.Kubernetes.Objects;

/// <summary>Owner references as controllers set and read them.</summary>
public static class Owners
{
    /// <summary>The reference by which an object says that this one controls it.</summary>
    public static V1OwnerReference ControllerReference(IKubernetesObject<V1ObjectMeta> owner, string apiVersion, string kind)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return new V1OwnerReference
        {
            ApiVersion = apiVersion,
            Kind = kind,
            Name = owner.Metadata.Name,
            Uid = owner.Metadata.Uid,
            Controller = true,
            BlockOwnerDeletion = true,
        };
    }

    /// <summary>The reference to what controls an object; null if nothing does.</summary>
    public static V1OwnerReference? ControllerOf(V1ObjectMeta? metadata) =>
        metadata?.OwnerReferences?.FirstOrDefault(owner => owner.Controller == true);

    /// <summary>Whether the object with this UID controls another.</summary>
    public static bool IsControlledBy(V1ObjectMeta? metadata, string? uid) =>
        uid is not null && ControllerOf(metadata)?.Uid == uid;
}
