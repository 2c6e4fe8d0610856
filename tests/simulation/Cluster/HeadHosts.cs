using k8s.Models;
using KubeDirect.KubeAdapter.Controller;
using KubeDirect.KubeAdapter.Hosting;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.KubeAdapter.Scheduler;
using KubeDirect.Kubernetes.Informers;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeDirect.Tests.Simulation.Cluster;

/// <summary>Hosts each of the three stages that <see cref="ControllerHost"/> hosts
/// in one process in a process of its own, so that each can crash alone.</summary>
internal static class HeadHosts
{
    /// <summary>Annotation of a Deployment: the ReplicaSet of its template. The
    /// workload does what the Deployment controller does with templates.</summary>
    public const string CurrentAnnotation = "simulation/current";

    public static void StartAutoscaler(ChainContext context)
    {
        var stage = new StageActor<AutoscalerState>(
            Stages.Autoscaler, new AutoscalerStage(), AutoscalerState.Initial(context.Random.Incarnation()), NoEffects.Instance,
            context.ActorOptions, NullLogger.Instance);
        stage.AddLink(LinkId.Only, context.Dialers.To(SimServer.AddressOf(Stages.Deployment), Stages.Deployment), context.Random.Seed());
        stage.Start();
        Watch<V1Deployment>(
            context,
            change =>
            {
                var ended = change.New is null || change.New.Metadata.DeletionTimestamp is not null;
                stage.Post(new Scale(ChainKeys.ScaleKeyOf(change.Latest), ended ? null : Math.Max(0, change.Latest.Spec.Replicas ?? 1)));
            },
            () => stage.Post(Listed.Now));
    }

    public static void StartDeployment(ChainContext context)
    {
        var stage = new StageActor<DeploymentState>(
            Stages.Deployment, new DeploymentStage(), DeploymentState.Initial(context.Random.Incarnation()), NoEffects.Instance,
            context.ActorOptions, NullLogger.Instance);
        context.Server.Add(Stages.Deployment, stage.Above);
        stage.AddLink(LinkId.Only, context.Dialers.To(SimServer.AddressOf(Stages.ReplicaSet), Stages.ReplicaSet), context.Random.Seed());
        stage.Start();
        Watch<V1Deployment>(
            context,
            change =>
            {
                var ended = change.New is null || change.New.Metadata.DeletionTimestamp is not null;
                var current = ended ? null : change.Latest.Metadata.Annotations[CurrentAnnotation];
                stage.Post(
                    new ObserveDeployment(
                        ChainKeys.ScaleKeyOf(change.Latest),
                        current is null ? null : new ScaleKey($"{change.Latest.Metadata.NamespaceProperty}/{current}")));
            },
            () => stage.Post(Listed.Now));
        Watch<V1ReplicaSet>(
            context,
            change => stage.Post(
                new ObserveReplicaSet(
                    ChainKeys.ScaleKeyOf(change.Latest), change.New is not null && change.New.Metadata.DeletionTimestamp is null)),
            () => { });
    }

    public static void StartReplicaSet(ChainContext context, IStage<ReplicaSetState> steps)
    {
        var stage = new StageActor<ReplicaSetState>(
            Stages.ReplicaSet, steps, ReplicaSetState.Initial(context.Random.Incarnation()), NoEffects.Instance, context.ActorOptions,
            NullLogger.Instance);
        context.Server.Add(Stages.ReplicaSet, stage.Above);
        stage.AddLink(
            LinkId.Only, context.Dialers.To(SimServer.AddressOf(Stages.Scheduler), SchedulerHost.StageName), context.Random.Seed());
        stage.Start();
        Watch<V1ReplicaSet>(
            context,
            change =>
            {
                var exists = change.New is not null && change.New.Metadata.DeletionTimestamp is null;
                stage.Post(new ObserveReplicaSet(ChainKeys.ScaleKeyOf(change.Latest), exists));
            },
            () => stage.Post(Listed.Now));
    }

    private static void Watch<T>(ChainContext context, Action<InformerEvent<T>> onChange, Action onSynced)
        where T : class, k8s.IKubernetesObject<V1ObjectMeta>
    {
        var informer = new Informer<T>(
            context.Connection.Api, new() { LabelSelector = Names.ManagedSelector, Seed = context.Random.Seed() }, NullLogger.Instance);
        informer.AddHandler(onChange, onSynced);
        new BackgroundWork(NullLogger.Instance, context.Failed, context.TaskScheduler).Run(typeof(T).Name, informer.RunAsync);
    }
}
