using System.Text.Json;
using k8s.Models;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Client;

namespace KubeDirect.KubeAdapter.Scheduler;

/// <summary>The requests by which the mark of a cancellation is put on a Node and taken off.</summary>
/// <remarks>
/// Thread-safe. Each is idempotent and says whether what it is for holds now; when to ask again is the caller's decision.
/// </remarks>
internal sealed class NodeMarks(IApi api)
{
    /// <summary>Puts a mark on a Node, in place of any other.</summary>
    /// <returns>Null if it is there; else one sentence on why that is not known.</returns>
    public async Task<string?> PutAsync(string node, string mark, CancellationToken cancellation)
    {
        var reply = await PatchAsync(node, mark, resourceVersion: null, cancellation);
        return reply.IsSuccess ? null : reply.Describe();
    }

    /// <summary>Puts a mark on a Node in place of another, if that one is still there.</summary>
    /// <returns>Whether it is there now, and null; or one sentence on why that is not known.</returns>
    public async Task<(bool Replaced, string? Failure)> ReplaceAsync(string node, string over, string mark, CancellationToken cancellation)
    {
        var (found, failure) = await ReadAsync(node, cancellation);
        if (found is null)
        {
            return (false, failure ?? $"There is no Node {node}.");
        }

        // An answer to an earlier try may have been lost. Then the mark is there already.
        var now = NodeSpecs.CancelledMark(found);
        return now == over ? (true, await ChangeAsync(found, mark, cancellation)) : (now == mark, null);
    }

    /// <summary>Takes a mark off a Node. Another mark stays: it is of a later cancellation, which this is not about.</summary>
    /// <returns>Null if the mark is not there, nor the Node; else one sentence on why that is not known.</returns>
    public async Task<string?> TakeOffAsync(string node, string mark, CancellationToken cancellation)
    {
        var (found, failure) = await ReadAsync(node, cancellation);
        return found is not null && NodeSpecs.CancelledMark(found) == mark ? await ChangeAsync(found, mark: null, cancellation) : failure;
    }

    // Without a resource version, which makes it a consistent read: a watch cache that lags could still show an old mark.
    private async Task<(V1Node? Found, string? Failure)> ReadAsync(string node, CancellationToken cancellation)
    {
        var reply = await api.CallAsync(HttpMethod.Get, ResourcePath.Item<V1Node>(null, node), cancellation: cancellation);
        return reply.Code == 404 ? (null, null) : reply.TryRead<V1Node>(out var found, out var unread) ? (found, null) : (null, unread);
    }

    // The precondition: nobody has changed the Node since it was read, its mark included.
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
