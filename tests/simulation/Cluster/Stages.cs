using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation;

/// <summary>The names of the processes of a chain.</summary>
internal static class Stages
{
    public const string Autoscaler = "autoscaler";
    public const string Deployment = "deployment";
    public const string ReplicaSet = "replicaset";
    public const string Scheduler = "scheduler";

    /// <summary>The stage that each node runs.</summary>
    public const string Kubelet = "kubelet";

    /// <summary>What hosts the first three stages where hosts are elected.</summary>
    public const string Controller = "controller";

    /// <summary>From head to tail, as in <see cref="StageKind"/>.</summary>
    public static readonly IReadOnlyList<string> Chain = [Autoscaler, Deployment, ReplicaSet, Scheduler, Kubelet];

    public static readonly IReadOnlyList<string> Singletons = [Autoscaler, Deployment, ReplicaSet, Scheduler];

    /// <summary>Where hosts are elected: of each two, one leads.</summary>
    public static readonly IReadOnlyList<string> Candidates = ["controller-a", "controller-b", "scheduler-a", "scheduler-b"];

    /// <summary>What a candidate would lead as; the name of its Lease and of its host.</summary>
    public static string RoleOf(string candidate) => candidate[..^2];

    public static bool IsNode(string process) => process[0] == 'n';
}

/// <summary>Replaces a stage's step function by a broken one, to see the simulation find out.</summary>
internal sealed record Mutant
{
    public static readonly Mutant None = new();

    /// <summary>A broken stage, which only separate processes can be given; null for the real one.</summary>
    public Func<IStage<ReplicaSetState>>? ReplicaSet { get; init; }

    /// <summary>Whether a leader serves on when it has lost its Lease.</summary>
    public bool IgnoresTerm { get; init; }

    /// <summary>Whether the end of one link of the Scheduler ends all of its links, as if they shared a connection.</summary>
    public bool OneLinkEndsAll { get; init; }

    /// <summary>Whether the count that leads from a taken name to another one is never written.</summary>
    public bool LosesCollisions { get; init; }

    /// <summary>Whether the runtime's transport notices peers that vanished without a word.</summary>
    public bool KeepAlive { get; init; } = true;

    /// <summary>Whether each log lacks a step, which only a replay can find.</summary>
    public bool LogsGaps { get; init; }
}
