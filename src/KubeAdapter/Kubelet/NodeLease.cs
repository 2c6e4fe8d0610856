using k8s;
using k8s.Models;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Objects;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>Renews the Lease by which a node shows that it is alive. For one loop; not thread-safe.</summary>
internal sealed class NodeLease(IApi api, NodeAgentOptions options)
{
    private const string LeaseNamespace = "kube-node-lease";
    private readonly string path = ResourcePath.Item<V1Lease>(LeaseNamespace, options.Name);
    private V1Lease? held;

    /// <summary>Renews the Lease, or creates it.</summary>
    /// <param name="nodeUid">The UID of the Node, which becomes the owner of the Lease, so that both are deleted together. Null if it is
    /// not known.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>Null if the Lease was renewed; else one sentence on what failed.</returns>
    public async Task<string?> RenewAsync(string? nodeUid, CancellationToken cancellation)
    {
        // Two attempts: the held Lease may be outdated. The second attempt reads it first.
        for (var attempt = 0; ; attempt++)
        {
            var reply = held is null ? await CreateOrReadAsync(nodeUid, cancellation) : await ReplaceAsync(held, nodeUid, cancellation);
            if (reply is null)
            {
                continue;
            }

            if (reply.IsSuccess)
            {
                held = reply.TryRead<V1Lease>(out var lease, out _) ? lease : null;
                return null;
            }

            if (reply.Code is not (404 or 409) || attempt > 0)
            {
                return reply.Describe();
            }

            held = null;
        }
    }

    /// <returns>The answer; null if the Lease exists and has been read, so that it can be replaced now.</returns>
    private async Task<ApiReply?> CreateOrReadAsync(string? nodeUid, CancellationToken cancellation)
    {
        var read = await api.CallAsync(HttpMethod.Get, path, cancellation: cancellation);
        if (read.IsSuccess)
        {
            return read.TryRead<V1Lease>(out held, out var unread) ? null : read with { Status = null, Failure = unread };
        }

        if (read.Code != 404)
        {
            return read;
        }

        var lease = Renewed(
            new V1Lease { Metadata = new V1ObjectMeta { Name = options.Name, NamespaceProperty = LeaseNamespace } },
            nodeUid);
        var collection = ResourcePath.Collection<V1Lease>(LeaseNamespace);
        return await api.WriteAsync(HttpMethod.Post, collection, KubernetesJson.Serialize(lease), cancellation: cancellation);
    }

    private Task<ApiReply> ReplaceAsync(V1Lease lease, string? nodeUid, CancellationToken cancellation) =>
        api.WriteAsync(HttpMethod.Put, path, KubernetesJson.Serialize(Renewed(lease, nodeUid)), cancellation: cancellation);

    private V1Lease Renewed(V1Lease lease, string? nodeUid) => lease with
    {
        ApiVersion = "coordination.k8s.io/v1",
        Kind = "Lease",
        Metadata = lease.Metadata with
        {
            ManagedFields = null,
            OwnerReferences = nodeUid is null
                ? lease.Metadata.OwnerReferences
                : [new V1OwnerReference { ApiVersion = "v1", Kind = "Node", Name = options.Name, Uid = nodeUid }],
        },
        Spec = (lease.Spec ?? new V1LeaseSpec()) with
        {
            HolderIdentity = options.Name,
            LeaseDurationSeconds = (int)options.LeaseDuration.TotalSeconds,
            RenewTime = ApiTime.WholeMicroseconds(api.Time.GetUtcNow()),
        },
    };
}
