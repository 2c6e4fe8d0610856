using System.Text;
using System.Text.Json;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace KubeDirect.KubeAdapter;

/// <summary>Retires the ReplicaSets that a Deployment has from the time before it was marked.</summary>
/// <remarks>
/// They lack the mark, so the ordinary ReplicaSet controller keeps their Pods; and the ordinary Deployment controller does not see the Deployment any
/// more, so nobody else would scale them down. Without this, a Deployment that is marked while it runs has all its Pods twice.
/// </remarks>
internal sealed class TakeOver(KubeConnection connection, ILogger logger) : IDisposable
{
    private static readonly string Unmarked = Uri.EscapeDataString($"{Names.ManagedLabel}!={Names.ManagedValue}");

    private readonly WorkQueue<(ObjectKey Key, string Uid)> queue = new(connection.Options.Time, maxBackoff: TimeSpan.FromSeconds(30));

    /// <summary>To be called when a Deployment comes into view: it was just made, just marked, or this process just started.</summary>
    public void Enqueue(V1Deployment deployment)
    {
        // On one that has no status yet, nobody has acted.
        if (deployment.Status?.ObservedGeneration is not null)
        {
            queue.Add((ObjectKey.Of(deployment), deployment.Metadata.Uid));
        }
    }

    /// <summary>Works until cancelled.</summary>
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
        var reply = await connection.Http.CallAsync(HttpMethod.Get, path, cancellation: cancellation);
        if (!reply.IsSuccess || Read(reply) is not { } list)
        {
            return $"its ReplicaSets of the ordinary path cannot be listed: {reply.Describe()}";
        }

        string? failure = null;
        foreach (var old in list.Items.Where(value => value.Spec?.Replicas != 0 && Owners.IsControlledBy(value.Metadata, uid)))
        {
            var target = $"{ResourcePath.Object<V1ReplicaSet>(deployment.Namespace, old.Metadata.Name)}?fieldManager={Names.FieldManager}";
            // The UID is a precondition: what has the name by now may be another's.
            var body = $$$"""{"metadata":{"uid":"{{{old.Metadata.Uid}}}"},"spec":{"replicas":0}}""";
            var patched = await connection.Http.CallAsync(HttpMethod.Patch, target, body, KubeHttp.MergePatch, KubeHttp.MetadataOnly, cancellation);
            if (patched.IsSuccess)
            {
                logger.LogInformation("Deployment {Key} is the chain's now; its ReplicaSet {Old} of the ordinary path is scaled to 0.", deployment, old.Metadata.Name);
            }
            else if (patched.Code != 404)
            {
                failure = $"its ReplicaSet {old.Metadata.Name} of the ordinary path cannot be scaled to 0: {patched.Describe()}";
            }
        }

        return failure;
    }

    private static V1ReplicaSetList? Read(ApiReply reply)
    {
        try
        {
            return KubernetesJson.Deserialize<V1ReplicaSetList>(Encoding.UTF8.GetString(reply.Body)) is { Items: not null } list ? list : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
