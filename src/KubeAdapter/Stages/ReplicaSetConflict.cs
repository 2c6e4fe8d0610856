using System.Globalization;
using System.Text;
using System.Text.Json;
using k8s;
using k8s.Models;

namespace KubeDirect.KubeAdapter;

/// <summary>What to do when the name of a Deployment's new ReplicaSet is taken, as Kubernetes's own controller does it.</summary>
internal static class ReplicaSetConflict
{
    /// <summary>Takes the ReplicaSet that has the name if it is the Deployment's or an orphan that fits; else has the next attempt choose another name.</summary>
    /// <returns>The ReplicaSet to use, or null and one sentence on why it must be tried again.</returns>
    public static async Task<(V1ReplicaSet? Use, string? Failure)> ResolveAsync(KubeHttp http, V1Deployment deployment, V1ReplicaSet wanted, CancellationToken cancellation)
    {
        var path = ResourcePath.Object<V1ReplicaSet>(wanted.Metadata.NamespaceProperty, wanted.Metadata.Name);
        var reply = await http.CallAsync(HttpMethod.Get, path, cancellation: cancellation);
        if (!reply.IsSuccess || Read(reply) is not { } found)
        {
            return (null, $"its ReplicaSet {wanted.Metadata.Name} was there and cannot be read: {reply.Describe()}");
        }

        if (found.Metadata.DeletionTimestamp is not null)
        {
            return (null, $"a ReplicaSet {wanted.Metadata.Name} is still being deleted.");
        }

        var fits = Names.IsManaged(found.Metadata.Labels) && TemplateJson.OfTemplate(found.Spec.Template) == TemplateJson.OfTemplate(deployment.Spec.Template);
        if (fits && Owners.IsControlledBy(found.Metadata, deployment.Metadata.Uid))
        {
            return (found, null); // The watch has yet to show it.
        }

        return fits && Owners.ControllerOf(found.Metadata) is null
            ? await AdoptAsync(http, path, found, wanted, cancellation)
            : (null, await RenameAsync(http, deployment, found, cancellation));
    }

    private static async Task<(V1ReplicaSet? Use, string? Failure)> AdoptAsync(KubeHttp http, string path, V1ReplicaSet orphan, V1ReplicaSet wanted, CancellationToken cancellation)
    {
        // The version makes it fail if somebody else adopts it meanwhile.
        var patch = new V1ReplicaSet
        {
            Metadata = new V1ObjectMeta
            {
                ResourceVersion = orphan.Metadata.ResourceVersion,
                OwnerReferences = [.. orphan.Metadata.OwnerReferences ?? [], .. wanted.Metadata.OwnerReferences],
            },
        };
        var reply = await http.CallAsync(HttpMethod.Patch, $"{path}?fieldManager={Names.FieldManager}", KubernetesJson.Serialize(patch), KubeHttp.MergePatch, cancellation: cancellation);
        return reply.IsSuccess && Read(reply) is { } adopted
            ? (adopted, null)
            : (null, $"the orphaned ReplicaSet {orphan.Metadata.Name} cannot be adopted: {reply.Describe()}");
    }

    // The name is made from the template and this count. The changed status comes back through the watch, too.
    private static async Task<string> RenameAsync(KubeHttp http, V1Deployment deployment, V1ReplicaSet found, CancellationToken cancellation)
    {
        var count = (deployment.Status?.CollisionCount ?? 0) + 1;
        var path = ResourcePath.Object<V1Deployment>(deployment.Metadata.NamespaceProperty, deployment.Metadata.Name);
        var body = string.Create(CultureInfo.InvariantCulture, $$$"""{"metadata":{"resourceVersion":"{{{deployment.Metadata.ResourceVersion}}}"},"status":{"collisionCount":{{{count}}}}}""");
        var reply = await http.CallAsync(HttpMethod.Patch, $"{path}/status?fieldManager={Names.FieldManager}", body, KubeHttp.MergePatch, KubeHttp.MetadataOnly, cancellation);
        return $"the name {found.Metadata.Name} belongs to another ReplicaSet; " + (reply.IsSuccess ? "the next attempt takes another name." : reply.Describe());
    }

    private static V1ReplicaSet? Read(ApiReply reply)
    {
        try
        {
            return KubernetesJson.Deserialize<V1ReplicaSet>(Encoding.UTF8.GetString(reply.Body)) is { Metadata.Uid: not null, Spec.Template: not null } value ? value : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
