using k8s;
using k8s.Models;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Informers;
using KubeDirect.Kubernetes.Objects;
using KubeDirect.Kubernetes.Queues;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging;

namespace KubeDirect.KubeAdapter.Controller;

/// <summary>
/// Makes sure that a marked Deployment has the ReplicaSet of its template, and tells the Deployment stage which one that is.
/// </summary>
/// <remarks>Level-triggered: a reconciliation reads what the informers know now, and not the event that queued it.</remarks>
internal sealed class DeploymentReconciler : IDisposable
{
    private readonly IApi api;
    private readonly Informer<V1Deployment> deployments;
    private readonly Informer<V1ReplicaSet> replicaSets;
    private readonly IStageActor stage;
    private readonly ILogger logger;
    private readonly WorkQueue<ObjectKey> queue;
    private readonly Lock gate = new();
    private HashSet<ObjectKey>? unlisted;

    public DeploymentReconciler(
        IApi api,
        Informer<V1Deployment> deployments,
        Informer<V1ReplicaSet> replicaSets,
        IStageActor stage,
        ILogger logger)
    {
        this.api = api;
        this.deployments = deployments;
        this.replicaSets = replicaSets;
        this.stage = stage;
        this.logger = logger;
        queue = new WorkQueue<ObjectKey>(api.Time, maxBackoff: TimeSpan.FromSeconds(30));
    }

    /// <summary>Queues a Deployment.</summary>
    public void Enqueue(ObjectKey key) => queue.Add(key);

    /// <summary>Queues the Deployment that controls a ReplicaSet.</summary>
    public void EnqueueOwner(V1ReplicaSet replicaSet)
    {
        if (Owners.ControllerOf(replicaSet.Metadata) is { Kind: V1Deployment.KubeKind } owner)
        {
            queue.Add(new ObjectKey(replicaSet.Metadata.NamespaceProperty, owner.Name));
        }
    }

    /// <summary>
    /// To be called after the first list. When each of its Deployments is reconciled, the stage is told that it has seen all.
    /// </summary>
    public void Synced()
    {
        lock (gate)
        {
            unlisted = [.. deployments.Store.Snapshot().Select(ObjectKey.Of)];
        }

        Reconciled(default);
    }

    /// <summary>Reconciles until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (await queue.GetAsync(cancellation) is { HasKey: true, Key: var key })
        {
            try
            {
                if (await ReconcileAsync(key, cancellation) is { } failure)
                {
                    logger.LogWarning("Deployment {Key}: {Failure}", key, failure);
                    queue.AddRateLimited(key);
                }
                else
                {
                    queue.Forget(key);
                    Reconciled(key);
                }
            }
            finally
            {
                queue.Done(key);
            }
        }
    }

    public void Dispose() => queue.Dispose();

    private void Reconciled(ObjectKey key)
    {
        lock (gate)
        {
            if (unlisted is null)
            {
                return;
            }

            unlisted.Remove(key);
            if (unlisted.Count > 0)
            {
                return;
            }

            unlisted = null;
        }

        stage.Post(Listed.Now);
    }

    private async Task<string?> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        var chainKey = new ScaleKey(key.ToString());
        if (!deployments.Store.TryGet(key, out var deployment) || deployment.Metadata.DeletionTimestamp is not null)
        {
            stage.Post(new ObserveDeployment(chainKey, Current: null));
            return null;
        }

        var existing = replicaSets.Store.InNamespace(key.Namespace);
        var current = ReplicaSetFactory.FindCurrent(deployment, existing);
        if (current is null && deployment.Spec.Paused != true)
        {
            var own = existing.Where(replicaSet => Owners.IsControlledBy(replicaSet.Metadata, deployment.Metadata.Uid));
            var wanted = ReplicaSetFactory.Create(deployment, deployment.Spec.Replicas ?? 1, own);
            var path = ResourcePath.Collection<V1ReplicaSet>(key.Namespace);
            var reply = await api.WriteAsync(HttpMethod.Post, path, KubernetesJson.Serialize(wanted), cancellation: cancellation);
            if (reply.Code == 409)
            {
                (current, var conflict) = await ReplicaSetConflict.ResolveAsync(api, deployment, wanted, cancellation);
                if (current is null)
                {
                    return conflict;
                }
            }
            else if (!reply.IsSuccess)
            {
                return $"its ReplicaSet {wanted.Metadata.Name} cannot be created: {reply.Describe()}";
            }

            current ??= wanted;
        }

        if (current is not null)
        {
            stage.Post(new ObserveDeployment(chainKey, ChainKeys.ScaleKeyOf(current)));
        }

        return null;
    }
}
