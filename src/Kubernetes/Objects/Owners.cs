using k8s;
using k8s.Models;

namespace KubeDirect.Kubernetes.Objects;

/// <summary>Owner references as controllers set and read them.</summary>
public static class Owners
{
    /// <summary>The owner reference of an object that this owner controls.</summary>
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

    /// <summary>The reference to the controller of an object; null if there is none.</summary>
    public static V1OwnerReference? ControllerOf(V1ObjectMeta? metadata) =>
        metadata?.OwnerReferences?.FirstOrDefault(owner => owner.Controller == true);

    /// <summary>Whether the object with this UID is the controller of another one.</summary>
    public static bool IsControlledBy(V1ObjectMeta? metadata, string? uid) =>
        uid is not null && ControllerOf(metadata)?.Uid == uid;
}
