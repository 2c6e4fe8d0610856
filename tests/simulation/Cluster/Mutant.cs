using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation.Cluster;

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
