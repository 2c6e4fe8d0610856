using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation.Cluster;

/// <summary>One step of one stage, for whoever judges it or waits for it.</summary>
internal readonly record struct StepTaken(
    SimProcess Process, IStageState Before, Input Input, IStageState After, System.Collections.Immutable.ImmutableArray<Output> Outputs,
    bool Taken);
