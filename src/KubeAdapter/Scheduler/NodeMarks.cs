using System.Text.Json;
using k8s.Models;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Client;

namespace KubeDirect.KubeAdapter.Scheduler;

/// <summary>The requests by which the mark of a cancellation is put on a Node and taken off.</summary>
/// <remarks>Thread-safe. Each is idempotent and says whether what it is for holds now; when to ask again is the caller's decision.</remarks>
internal sealed class NodeMarks(IApi api)
{
    /// <summary>Puts a mark on a Node, in place of any other.</summary>
    /// <returns>Null if it is there; else one sentence on why that is not known.</returns>
    public async Task<string?> PutAsync(string node, string mark, CancellationToken cancellation)
    {
        var reply = await PatchAsync(node, mark, resourceVersion: null, cancellation);
        return reply.IsSuccess ? null : reply.Describe();
    }

    /// <summary>Takes a mark off a Node. Another mark stays: it is of a later cancellation, which this is not about.</summary>
    /// <returns>Null if the mark is not there, nor the Node; else one sentence on why that is not known.</returns>
    public async Task<string?> TakeOffAsync(string node, string mark, CancellationToken cancellation)
    {
        var reply = await api.CallAsync(HttpMethod.Get, ResourcePath.Item<V1Node>(null, node), cancellation: cancellation);
        if (reply.Code == 404)
        {
            return null;
        }

        if (!reply.TryRead<V1Node>(out var found, out var unread))
        {
            return unread;
        }

        if (NodeSpecs.CancelledMark(found) != mark)
        {
            return null;
        }

        // The precondition: nobody has changed the Node since it was read, its mark included.
        var patched = await PatchAsync(node, mark: null, found.Metadata.ResourceVersion, cancellation);
        return patched.IsSuccess ? null : patched.Describe();
    }

    private Task<ApiReply> PatchAsync(string node, string? mark, string? resourceVersion, CancellationToken cancellation)
    {
        var metadata = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["annotations"] = new Dictionary<string, string?>(StringComparer.Ordinal) { [Names.CancelledAnnotation] = mark },
        };
        if (resourceVersion is not null)
        {
            metadata["resourceVersion"] = resourceVersion;
        }

        var body = JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal) { ["metadata"] = metadata });
        return api.WriteAsync(HttpMethod.Patch, ResourcePath.Item<V1Node>(null, node), body, MediaTypes.MergePatch, MediaTypes.MetadataOnly, cancellation);
    }
}
