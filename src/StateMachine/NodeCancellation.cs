namespace KubeDirect.StateMachine;

/// <summary>The state of a node's cancellation. Immutable.</summary>
/// <param name="Mark">The mark on the Node object that says so.</param>
/// <param name="Written">Whether the mark is known to be written. Only then are the node's Pods taken for lost.</param>
/// <param name="Lifting">Whether the API server was asked to take the mark off.</param>
public sealed record NodeCancellation(string Mark, bool Written, bool Lifting);
