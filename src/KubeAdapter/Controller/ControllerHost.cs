using k8s.Models;
using KubeDirect.KubeAdapter.Hosting;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Informers;
using KubeDirect.Kubernetes.Objects;
using KubeDirect.StateMachine;

namespace KubeDirect.KubeAdapter.Controller;

/// <summary>The Autoscaler, Deployment and ReplicaSet stages with their watches, in one process.</summary>
/// <remarks>Thread-safe. The links between the stages go through the process's link server, as links between processes do.</remarks>
public sealed class ControllerHost : IAsyncDisposable
{
    /// <summary>The Deployment stage's name at the link server.</summary>
    public const string DeploymentStageName = "deployment";

    /// <summary>The ReplicaSet stage's name at the link server.</summary>
    public const string ReplicaSetStageName = "replicaset";

    private readonly StageActor<AutoscalerState> autoscaler;
    private readonly StageActor<DeploymentState> deployment;
    private readonly StageActor<ReplicaSetState> replicaSet;
    private readonly DeploymentReconciler reconciler;
    private readonly TakeOver takeOver;
    private readonly BackgroundWork work;

    private ControllerHost(ChainContext context, IDialer scheduler)
    {
        var logger = context.Loggers.CreateLogger("controller");
        work = new BackgroundWork(logger, context.Failed, context.TaskScheduler);
        autoscaler = new(
            "autoscaler",
            new AutoscalerStage(),
            AutoscalerState.Initial(context.Random.Incarnation()),
            NoEffects.Instance,
            context.ActorOptions,
            logger);
        deployment = new(
            "deployment",
            new DeploymentStage(),
            DeploymentState.Initial(context.Random.Incarnation()),
            NoEffects.Instance,
            context.ActorOptions,
            logger);
        replicaSet = new(
            "replicaset",
            new ReplicaSetStage(),
            ReplicaSetState.Initial(context.Random.Incarnation()),
            NoEffects.Instance,
            context.ActorOptions,
            logger);
        context.Server.Add(DeploymentStageName, deployment.Above);
        context.Server.Add(ReplicaSetStageName, replicaSet.Above);
        autoscaler.AddLink(LinkId.Only, context.Dialers.To(context.Server.Address, DeploymentStageName), context.Random.Seed());
        deployment.AddLink(LinkId.Only, context.Dialers.To(context.Server.Address, ReplicaSetStageName), context.Random.Seed());
        replicaSet.AddLink(LinkId.Only, scheduler, context.Random.Seed());

        var deployments = new Informer<V1Deployment>(
            context.Connection.Api,
            new() { LabelSelector = Names.ManagedSelector, Seed = context.Random.Seed() },
            logger);
        var replicaSets = new Informer<V1ReplicaSet>(
            context.Connection.Api,
            new() { LabelSelector = Names.ManagedSelector, Seed = context.Random.Seed() },
            logger);
        reconciler = new DeploymentReconciler(context.Connection.Api, deployments, replicaSets, deployment, logger);
        takeOver = new TakeOver(context.Connection.Api, logger);
        deployments.AddHandler(OnDeployment, () =>
        {
            autoscaler.Post(Listed.Now);
            reconciler.Synced();
        });
        replicaSets.AddHandler(OnReplicaSet, () => replicaSet.Post(Listed.Now));
        var statuses = new StatusWriter(context.Connection.Api, deployments, replicaSets, () => replicaSet.State, logger);

        autoscaler.Start();
        deployment.Start();
        replicaSet.Start();
        work.Run("replicasets", replicaSets.RunAsync);
        work.Run("deployments", async cancellation =>
        {
            // ReplicaSets first: otherwise the reconciler would create those that exist already.
            await replicaSets.WaitForSyncAsync(cancellation);
            await deployments.RunAsync(cancellation);
        });
        work.Run("reconciler", reconciler.RunAsync);
        work.Run("take-over", takeOver.RunAsync);
        work.Run("statuses", statuses.RunAsync);
    }

    /// <summary>The Autoscaler's memory.</summary>
    public AutoscalerState Autoscaler => autoscaler.State;

    /// <summary>The Deployment stage's memory.</summary>
    public DeploymentState Deployment => deployment.State;

    /// <summary>The ReplicaSet stage's memory.</summary>
    public ReplicaSetState ReplicaSet => replicaSet.State;

    /// <summary>Starts the stages.</summary>
    /// <param name="context">What the hosts of the process share.</param>
    /// <param name="scheduler">Reaches the Scheduler.</param>
    public static ControllerHost Start(ChainContext context, IDialer scheduler)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(scheduler);
        return new ControllerHost(context, scheduler);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await work.DisposeAsync();
        reconciler.Dispose();
        takeOver.Dispose();
        await autoscaler.DisposeAsync();
        await deployment.DisposeAsync();
        await replicaSet.DisposeAsync();
    }

    private void OnDeployment(InformerEvent<V1Deployment> change)
    {
        var ended = change.New is null || change.New.Metadata.DeletionTimestamp is not null;
        autoscaler.Post(new Scale(ChainKeys.ScaleKeyOf(change.Latest), ended ? null : Math.Max(0, change.Latest.Spec.Replicas ?? 1)));
        reconciler.Enqueue(ObjectKey.Of(change.Latest));
        if (change.Type == InformerEventType.Added && !ended)
        {
            takeOver.Enqueue(change.Latest);
        }
    }

    private void OnReplicaSet(InformerEvent<V1ReplicaSet> change)
    {
        var exists = change.New is not null && change.New.Metadata.DeletionTimestamp is null;
        replicaSet.Post(new ObserveReplicaSet(ChainKeys.ScaleKeyOf(change.Latest), exists));

        // A ReplicaSet without a controller is not the current one of any Deployment either. It may have Pods from the time when a
        // Deployment controlled it, or from an earlier ReplicaSet of the same name.
        if (!exists || Owners.ControllerOf(change.Latest.Metadata) is null or { Kind: V1Deployment.KubeKind })
        {
            deployment.Post(new ObserveReplicaSet(ChainKeys.ScaleKeyOf(change.Latest), exists));
        }

        reconciler.EnqueueOwner(change.Latest);
    }
}
