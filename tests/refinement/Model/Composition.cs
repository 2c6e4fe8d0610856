using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Refinement.Model;

/// <summary>The step functions that are explored: the real ones, unless a canary bends one.</summary>
internal sealed record Composition
{
    public IStage<AutoscalerState> Autoscaler { get; init; } = new AutoscalerStage();

    public IStage<DeploymentState> Deployment { get; init; } = new DeploymentStage();

    public IStage<ReplicaSetState> ReplicaSet { get; init; } = new ReplicaSetStage();

    public IStage<SchedulerState> Scheduler { get; init; } = new SchedulerStage();

    public IStage<KubeletState> Kubelet { get; init; } = new KubeletStage(maxRequests: 1);
}
