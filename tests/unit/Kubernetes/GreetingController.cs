using k8s.Models;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Informers;
using KubeDirect.Kubernetes.Leadership;
using KubeDirect.Kubernetes.Objects;
using KubeDirect.Kubernetes.Queues;
using Microsoft.Extensions.Logging;

namespace KubeDirect.Tests.Unit.Kubernetes;

/// <summary>
/// Writes a greeting into every ConfigMap with the label <c>example.com/greet=yes</c>. Of several such processes one works.
/// </summary>
public sealed class GreetingController(KubeConnection connection, ILogger logger)
{
    public async Task<TermEnd> RunAsync(string identity, CancellationToken stop)
    {
        var lease = new LeaseStore(connection.Api, "default", "greeting-controller", "example.com/address");
        var options = new LeaderElectionOptions { Identity = identity };
        return await new LeaderElection(lease, options, connection.Options.Time, logger).RunAsync(LeadAsync, stop);
    }

    private async Task LeadAsync(CancellationToken term)
    {
        using var queue = new WorkQueue<ObjectKey>(connection.Options.Time);
        var options = new InformerOptions<V1ConfigMap> { LabelSelector = "example.com/greet=yes" };
        var informer = new Informer<V1ConfigMap>(connection.Api, options, logger);
        informer.AddHandler(change => queue.Add(ObjectKey.Of(change.Latest)));
        var watching = informer.RunAsync(term);
        while (await queue.GetAsync(term) is { HasKey: true, Key: var key })
        {
            if (await GreetAsync(informer.Store, key, term) is { } failure)
            {
                logger.LogWarning("ConfigMap {Key}: {Failure}", key, failure);
                queue.AddRateLimited(key);
            }
            else
            {
                queue.Forget(key);
            }

            queue.Done(key);
        }

        await watching;
    }

    /// <returns>Null if the ConfigMap is as it should be; else one sentence.</returns>
    private async Task<string?> GreetAsync(ObjectStore<V1ConfigMap> store, ObjectKey key, CancellationToken term)
    {
        if (!store.TryGet(key, out var map) || map.Data?.ContainsKey("greeting") == true)
        {
            return null;
        }

        // The UID is a precondition: another object may have the name by now.
        var body = $$$"""{"metadata":{"uid":"{{{map.Metadata.Uid}}}"},"data":{"greeting":"hello"}}""";
        var path = ResourcePath.Item<V1ConfigMap>(key.Namespace, key.Name);
        var reply = await connection.Api.WriteAsync(HttpMethod.Patch, path, body, MediaTypes.MergePatch, cancellation: term);
        return reply.IsSuccess || reply.Code == 404 ? null : reply.Describe();
    }
}
