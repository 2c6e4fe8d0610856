using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation.Network;

/// <summary>A batch that passes from one process to another.</summary>
/// <param name="Wire">Between which.</param>
/// <param name="Down">Away from the head of the chain.</param>
/// <param name="Batch">What.</param>
internal readonly record struct Transfer(SimWire Wire, bool Down, IReadOnlyList<Message> Batch);
