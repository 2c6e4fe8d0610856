using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Informers;
using KubeDirect.Kubernetes.Objects;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging;

namespace KubeDirect.KubeAdapter.Controller;

/// <summary>
/// Writes to the API server what the chain has decided and reached: the counts of ReplicaSets, and the statuses of ReplicaSets and
/// Deployments.
/// </summary>
/// <remarks>
/// The chain never waits for these writes. In every period the writer looks at all objects and writes what differs, so the next period
/// makes up for a write that fails.
/// </remarks>
internal sealed class StatusWriter(
    IApi api,
    Informer<V1Deployment> deployments,
    Informer<V1ReplicaSet> replicaSets,
    Func<ReplicaSetState> state,
    ILogger logger)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(400);
    private const int WritesPerPeriod = 64;

    private readonly Dictionary<ScaleKey, (ReplicaSetView View, V1ReplicaSet Object)> settled = [];
    private readonly Dictionary<ScaleKey, object[]> settledDeployments = [];
    private int turn;

    /// <summary>Writes in every period until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await deployments.WaitForSyncAsync(cancellation);
        using var timer = new PeriodicTimer(Period, api.Time);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            var now = state();
            if (now.Recovered && now.Listed)
            {
                // Each period begins with another object, so that writes that always fail do not delay the same others each time.
                var due = ReplicaSetWrites(now).Concat(DeploymentWrites(now)).ToList();
                var first = due.Count > WritesPerPeriod ? turn++ * WritesPerPeriod % due.Count : 0;
                var writes = due.Skip(first).Concat(due.Take(first)).Take(WritesPerPeriod);
                await Task.WhenAll(writes.Select(write => SendAsync(write, cancellation)));
            }
        }
    }

    private IEnumerable<Write> ReplicaSetWrites(ReplicaSetState now)
    {
        foreach (var replicaSet in replicaSets.Store.Snapshot().Where(value => value.Metadata.DeletionTimestamp is null))
        {
            var key = ChainKeys.ScaleKeyOf(replicaSet);
            var view = now.ViewOf(key);
            if (settled.TryGetValue(key, out var seen) && ReferenceEquals(seen.View, view) && ReferenceEquals(seen.Object, replicaSet))
            {
                continue;
            }

            var differs = false;
            var path = ResourcePath.Item<V1ReplicaSet>(replicaSet.Metadata.NamespaceProperty, replicaSet.Metadata.Name);
            if (view.Held is { } held && held.Replicas != replicaSet.Spec.Replicas)
            {
                differs = true;
                yield return new Write(path, Patch(replicaSet.Metadata, "spec", new JsonObject { ["replicas"] = held.Replicas }));
            }

            var status = ReplicaSetStatuses.Compute(replicaSet, Count(view));
            if (!StatusEquality.Same(status, replicaSet.Status))
            {
                differs = true;
                yield return new Write(path + "/status", Patch(replicaSet.Metadata, "status", Json(status)));
            }

            if (!differs)
            {
                settled[key] = (view, replicaSet);
            }
        }

        foreach (var key in settled.Keys.Where(key => !replicaSets.Store.TryGet(ChainKeys.ObjectKeyOf(key), out _)).ToList())
        {
            settled.Remove(key);
        }
    }

    private IEnumerable<Write> DeploymentWrites(ReplicaSetState now)
    {
        var byOwner = replicaSets.Store.Snapshot().ToLookup(
            value => Owners.ControllerOf(value.Metadata)?.Uid ?? "",
            StringComparer.Ordinal);
        foreach (var deployment in deployments.Store.Snapshot().Where(value => value.Metadata.DeletionTimestamp is null))
        {
            var own = byOwner[deployment.Metadata.Uid].OrderBy(value => value.Metadata.Name, StringComparer.Ordinal).ToList();
            var views = own.Select(value => now.ViewOf(ChainKeys.ScaleKeyOf(value))).ToList();
            object[] looked = [deployment, .. own, .. views];
            var key = ChainKeys.ScaleKeyOf(deployment);
            if (settledDeployments.TryGetValue(key, out var seen) && seen.SequenceEqual(looked, ReferenceEqualityComparer.Instance))
            {
                continue;
            }

            var current = ReplicaSetFactory.FindCurrent(deployment, own);
            var all = views.ConvertAll(Count);
            var updated = current is null ? 0 : all[own.IndexOf(current)].Replicas;
            var counts = new DeploymentCounts(
                all.Sum(count => count.Replicas),
                updated,
                all.Sum(count => count.Ready),
                all.Sum(count => count.Available));
            var status = DeploymentStatuses.Compute(deployment, current?.Metadata.Name, counts, api.Time.GetUtcNow());
            if (!StatusEquality.Same(status, deployment.Status))
            {
                yield return new Write(
                    ResourcePath.Item<V1Deployment>(deployment.Metadata.NamespaceProperty, deployment.Metadata.Name) + "/status",
                    Patch(deployment.Metadata, "status", Json(status)));
            }
            else if (DeploymentStatuses.IsComplete(deployment, counts))
            {
                // A Deployment that is not complete is looked at again even if nothing changed, because its deadline may pass.
                settledDeployments[key] = looked;
            }
        }

        foreach (var key in settledDeployments.Keys.Where(key => !deployments.Store.TryGet(ChainKeys.ObjectKeyOf(key), out _)).ToList())
        {
            settledDeployments.Remove(key);
        }
    }

    // A Pod is ready as soon as the chain knows it, which is before the API server shows it. A ready Pod counts as available, because the
    // chain does not wait for minReadySeconds.
    private static ReplicaCounts Count(ReplicaSetView view)
    {
        var ready = view.Live.Count(pod => pod.Phase == Phase.Ready);
        return new ReplicaCounts(view.Live.Count, ready, ready);
    }

    // The UID is a precondition: another object may have the name by now.
    private static string Patch(V1ObjectMeta of, string part, JsonNode? value) =>
        new JsonObject { ["metadata"] = new JsonObject { ["uid"] = of.Uid }, [part] = value }.ToJsonString();

    private static JsonNode? Json(object status) => JsonNode.Parse(KubernetesJson.Serialize(status));

    private async Task SendAsync(Write write, CancellationToken cancellation)
    {
        var reply = await api.WriteAsync(
            HttpMethod.Patch,
            write.Path,
            write.Body,
            MediaTypes.MergePatch,
            MediaTypes.MetadataOnly,
            cancellation);
        if (!reply.IsSuccess && reply.Code != 404)
        {
            logger.LogDebug("{Path} was not written: {Failure}", write.Path, reply.Describe());
        }
    }

    private sealed record Write(string Path, string Body);
}
