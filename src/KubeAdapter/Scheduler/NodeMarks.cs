using System.Text.Json;
using k8s.Models;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Client;

namespace KubeDirect.KubeAdapter.Scheduler;

/// <summary>Sends the requests that put the mark of a cancellation on a Node and take it off.</summary>
/// <remarks>
/// Thread-safe. Each request is idempotent. The caller decides when to repeat it.
/// </remarks>
internal sealed class NodeMarks(IApi api)
{
    /// <summary>Puts a mark on a Node, in place of any other.</summary>
    /// <returns>Null if the mark is there; else one sentence on why that is not known.</returns>
    public async Task<string?> PutAsync(string node, string mark, CancellationToken cancellation)
    {
        var reply = await PatchAsync(node, mark, resourceVersion: null, cancellation);
        return reply.IsSuccess ? null : reply.Describe();
    }

    /// <summary>Puts a mark on a Node in place of another, if that one is still there.</summary>
    /// <returns>Whether the new mark is there now; if that is not known, one sentence on why.</returns>
    public async Task<(bool Replaced, string? Failure)> ReplaceAsync(string node, string over, string mark, CancellationToken cancellation)
    {
        var (found, failure) = await ReadAsync(node, cancellation);
        if (found is null)
        {
            return (false, failure ?? $"There is no Node {node}.");
        }

        // If the answer to an earlier attempt was lost, the mark is there already.
        var now = NodeSpecs.CancelledMark(found);
        return now == over ? (true, await ChangeAsync(found, mark, cancellation)) : (now == mark, null);
    }

    /// <summary>Takes a mark off a Node. Another mark stays, because it belongs to a later cancellation.</summary>
    /// <returns>Null if the mark or the Node is not there any more; else one sentence on why that is not known.</returns>
    public async Task<string?> TakeOffAsync(string node, string mark, CancellationToken cancellation)
    {
        var (found, failure) = await ReadAsync(node, cancellation);
        return found is not null && NodeSpecs.CancelledMark(found) == mark ? await ChangeAsync(found, mark: null, cancellation) : failure;
    }

    // No resource version, so it is a consistent read: a watch cache that lags could still show an old mark.
    private async Task<(V1Node? Found, string? Failure)> ReadAsync(string node, CancellationToken cancellation)
    {
        var reply = await api.CallAsync(HttpMethod.Get, ResourcePath.Item<V1Node>(null, node), cancellation: cancellation);
        return reply.Code == 404 ? (null, null) : reply.TryRead<V1Node>(out var found, out var unread) ? (found, null) : (null, unread);
    }

    // The resource version is a precondition: nobody has changed the Node or its mark since it was read.
    private async Task<string?> ChangeAsync(V1Node found, string? mark, CancellationToken cancellation)
    {
        var patched = await PatchAsync(found.Metadata.Name, mark, found.Metadata.ResourceVersion, cancellation);
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
        return api.WriteAsync(
            HttpMethod.Patch,
            ResourcePath.Item<V1Node>(null, node),
            body,
            MediaTypes.MergePatch,
            MediaTypes.MetadataOnly,
            cancellation);
    }
}
