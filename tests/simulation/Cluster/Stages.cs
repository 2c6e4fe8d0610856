using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation;

/// <summary>The names of the processes of a chain.</summary>
internal static class Stages
{
    public const string Autoscaler = "autoscaler";
    public const string Deployment = "deployment";
    public const string ReplicaSet = "replicaset";
    public const string Scheduler = "scheduler";

    public static readonly IReadOnlyList<string> Singletons = [Autoscaler, Deployment, ReplicaSet, Scheduler];

    public static bool IsNode(string process) => !Singletons.Contains(process);
}

/// <summary>Replaces a stage's step function by a broken one, to see the simulation find out.</summary>
internal sealed record Mutant
{
    public static readonly Mutant None = new();

    public Func<IStage<ReplicaSetState>> ReplicaSet { get; init; } = () => new ReplicaSetStage();

    public Func<IStage<DeploymentState>> Deployment { get; init; } = () => new DeploymentStage();

    /// <summary>Whether the runtime's transport notices peers that vanished without a word.</summary>
    public bool KeepAlive { get; init; } = true;

    /// <summary>Whether links dial again after their first connection broke.</summary>
    public bool Redials { get; init; } = true;

    /// <summary>Whether the end of a connection is told to the stage.</summary>
    public bool ReplaysOnReconnect { get; init; }
}
