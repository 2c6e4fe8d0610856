using k8s.Models;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Objects;
using KubeDirect.Kubernetes.Queues;
using Microsoft.Extensions.Logging;

namespace KubeDirect.KubeAdapter.Controller;

/// <summary>Scales down the ReplicaSets that a Deployment has from the time before it was marked.</summary>
/// <remarks>
/// These ReplicaSets are not marked, so the ordinary ReplicaSet controller keeps their Pods. The ordinary Deployment controller does not
/// see the Deployment any more, so nobody else would scale them down. Without this class, a Deployment that is marked while it runs would
/// have all its Pods twice.
/// </remarks>
internal sealed class TakeOver(IApi api, ILogger logger) : IDisposable
{
    private static readonly string Unmarked = Uri.EscapeDataString($"{Names.ManagedLabel}!={Names.ManagedValue}");

    private readonly WorkQueue<(ObjectKey Key, string Uid)> queue = new(api.Time, maxBackoff: TimeSpan.FromSeconds(30));

    /// <summary>
    /// To be called when the watch shows a Deployment for the first time: it was created or marked, or this process has started.
    /// </summary>
    public void Enqueue(V1Deployment deployment)
    {
        // No controller has acted on a Deployment without a status.
        if (deployment.Status?.ObservedGeneration is not null)
        {
            queue.Add((ObjectKey.Of(deployment), deployment.Metadata.Uid));
        }
    }

    /// <summary>Scales down until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (await queue.GetAsync(cancellation) is { HasKey: true, Key: var item })
        {
            try
            {
                if (await RetireAsync(item.Key, item.Uid, cancellation) is { } failure)
                {
                    logger.LogWarning("Deployment {Key}: {Failure}", item.Key, failure);
                    queue.AddRateLimited(item);
                }
                else
                {
                    queue.Forget(item);
                }
            }
            finally
            {
                queue.Done(item);
            }
        }
    }

    public void Dispose() => queue.Dispose();

    private async Task<string?> RetireAsync(ObjectKey deployment, string uid, CancellationToken cancellation)
    {
        var path = $"{ResourcePath.Collection<V1ReplicaSet>(deployment.Namespace)}?labelSelector={Unmarked}";
        var reply = await api.CallAsync(HttpMethod.Get, path, cancellation: cancellation);
        if (!reply.TryReadList<V1ReplicaSet>(out var list, out var unread))
        {
            return $"its ReplicaSets of the ordinary path cannot be listed: {unread}";
        }

        string? failure = null;
        foreach (var old in (list.Items ?? []).Where(value => value.Spec?.Replicas != 0 && Owners.IsControlledBy(value.Metadata, uid)))
        {
            var target = ResourcePath.Item<V1ReplicaSet>(deployment.Namespace, old.Metadata.Name);

            // The UID is a precondition: another object may have the name by now.
            var body = $$$"""{"metadata":{"uid":"{{{old.Metadata.Uid}}}"},"spec":{"replicas":0}}""";
            var patched = await api.WriteAsync(
                HttpMethod.Patch,
                target,
                body,
                MediaTypes.MergePatch,
                MediaTypes.MetadataOnly,
                cancellation);
            if (patched.IsSuccess)
            {
                logger.LogInformation(
                    "Deployment {Key} is the chain's now; its ReplicaSet {Old} of the ordinary path is scaled to 0.",
                    deployment,
                    old.Metadata.Name);
            }
            else if (patched.Code != 404)
            {
                failure = $"its ReplicaSet {old.Metadata.Name} of the ordinary path cannot be scaled to 0: {patched.Describe()}";
            }
        }

        return failure;
    }
}
