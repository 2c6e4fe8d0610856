using k8s;
using k8s.Models;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Objects;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>Renews the Lease by which a node shows that it is alive. Used by one loop only.</summary>
internal sealed class NodeLease(IApi api, NodeAgentOptions options)
{
    private const string LeaseNamespace = "kube-node-lease";
    private readonly string _path = ResourcePath.Item<V1Lease>(LeaseNamespace, options.Name);
    private V1Lease? _held;

    /// <summary>Renews the Lease, or makes it.</summary>
    /// <param name="nodeUid">The Node's UID: the garbage collector removes the Lease with the Node. Null if it is not known.</param>
    /// <param name="cancellation">The caller's.</param>
    /// <returns>Null if the Lease was renewed; else one sentence.</returns>
    public async Task<string?> RenewAsync(string? nodeUid, CancellationToken cancellation)
    {
        // Twice: what is held may be outdated, and a look at the Lease then shows how to go on.
        for (var attempt = 0; ; attempt++)
        {
            var reply = _held is null ? await CreateOrReadAsync(nodeUid, cancellation) : await ReplaceAsync(_held, nodeUid, cancellation);
            if (reply is null)
            {
                continue;
            }

            if (reply.IsSuccess)
            {
                _held = reply.TryRead<V1Lease>(out var held, out _) ? held : null;
                return null;
            }

            if (reply.Code is not (404 or 409) || attempt > 0)
            {
                return reply.Describe();
            }

            _held = null;
        }
    }

    /// <returns>The answer; null if the Lease exists and has been read, so that it can be replaced now.</returns>
    private async Task<ApiReply?> CreateOrReadAsync(string? nodeUid, CancellationToken cancellation)
    {
        var read = await api.CallAsync(HttpMethod.Get, _path, cancellation: cancellation);
        if (read.IsSuccess)
        {
            return read.TryRead<V1Lease>(out _held, out var unread) ? null : read with { Status = null, Failure = unread };
        }

        if (read.Code != 404)
        {
            return read;
        }

        var lease = Renewed(
            new V1Lease { Metadata = new V1ObjectMeta { Name = options.Name, NamespaceProperty = LeaseNamespace } },
            nodeUid);
        var path = ResourcePath.Collection<V1Lease>(LeaseNamespace);
        return await api.WriteAsync(HttpMethod.Post, path, KubernetesJson.Serialize(lease), cancellation: cancellation);
    }

    private Task<ApiReply> ReplaceAsync(V1Lease held, string? nodeUid, CancellationToken cancellation) =>
        api.WriteAsync(HttpMethod.Put, _path, KubernetesJson.Serialize(Renewed(held, nodeUid)), cancellation: cancellation);

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
