using System.Globalization;
using k8s;
using k8s.Models;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Objects;

namespace KubeDirect.KubeAdapter.Controller;

/// <summary>Resolves a conflict about the name of a Deployment's new ReplicaSet, as Kubernetes's own controller does.</summary>
internal static class ReplicaSetConflict
{
    /// <summary>
    /// Uses the ReplicaSet that has the name if the Deployment controls it, or if it is an orphan that fits. Otherwise the next attempt
    /// chooses another name.
    /// </summary>
    /// <returns>The ReplicaSet to use, or null and one sentence on why it must be tried again.</returns>
    public static async Task<(V1ReplicaSet? Use, string? Failure)> ResolveAsync(
        IApi api,
        V1Deployment deployment,
        V1ReplicaSet wanted,
        CancellationToken cancellation)
    {
        var path = ResourcePath.Item<V1ReplicaSet>(wanted.Metadata.NamespaceProperty, wanted.Metadata.Name);
        var reply = await api.CallAsync(HttpMethod.Get, path, cancellation: cancellation);
        if (!reply.TryRead<V1ReplicaSet>(out var found, out var unread))
        {
            return (null, $"its ReplicaSet {wanted.Metadata.Name} was there and cannot be read: {unread}");
        }

        if (found.Metadata.DeletionTimestamp is not null)
        {
            return (null, $"a ReplicaSet {wanted.Metadata.Name} is still being deleted.");
        }

        var fits = Names.IsManaged(found.Metadata.Labels)
            && found.Spec?.Template is not null
            && TemplateJson.OfTemplate(found.Spec.Template) == TemplateJson.OfTemplate(deployment.Spec.Template);
        if (fits && Owners.IsControlledBy(found.Metadata, deployment.Metadata.Uid))
        {
            return (found, null); // The watch does not show it yet.
        }

        return fits && Owners.ControllerOf(found.Metadata) is null
            ? await AdoptAsync(api, path, found, wanted, cancellation)
            : (null, await RenameAsync(api, deployment, found, cancellation));
    }

    private static async Task<(V1ReplicaSet? Use, string? Failure)> AdoptAsync(
        IApi api,
        string path,
        V1ReplicaSet orphan,
        V1ReplicaSet wanted,
        CancellationToken cancellation)
    {
        // The resource version lets the patch fail if somebody else adopts the ReplicaSet meanwhile.
        var patch = new V1ReplicaSet
        {
            Metadata = new V1ObjectMeta
            {
                ResourceVersion = orphan.Metadata.ResourceVersion,
                OwnerReferences = [.. orphan.Metadata.OwnerReferences ?? [], .. wanted.Metadata.OwnerReferences],
            },
        };
        var reply = await api.WriteAsync(
            HttpMethod.Patch,
            path,
            KubernetesJson.Serialize(patch),
            MediaTypes.MergePatch,
            cancellation: cancellation);
        return reply.TryRead<V1ReplicaSet>(out var adopted, out var unread)
            ? (adopted, null)
            : (null, $"the orphaned ReplicaSet {orphan.Metadata.Name} cannot be adopted: {unread}");
    }

    // The name is made from the template and this count. The watch shows the changed status, too.
    private static async Task<string> RenameAsync(IApi api, V1Deployment deployment, V1ReplicaSet found, CancellationToken cancellation)
    {
        var count = (deployment.Status?.CollisionCount ?? 0) + 1;
        var path = ResourcePath.Item<V1Deployment>(deployment.Metadata.NamespaceProperty, deployment.Metadata.Name);
        var body = string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"metadata":{"resourceVersion":"{{{deployment.Metadata.ResourceVersion}}}"},"status":{"collisionCount":{{{count}}}}}""");
        var reply = await api.WriteAsync(
            HttpMethod.Patch,
            $"{path}/status",
            body,
            MediaTypes.MergePatch,
            MediaTypes.MetadataOnly,
            cancellation);
        return $"the name {found.Metadata.Name} belongs to another ReplicaSet; "
            + (reply.IsSuccess ? "the next attempt takes another name." : reply.Describe());
    }
}
