namespace KubeDirect.StateMachine;

/// <summary>The state of a node's cancellation. Immutable.</summary>
/// <param name="Mark">The mark on the Node object that says so. This run of the Scheduler has made it.</param>
/// <param name="Over">The only mark that it may replace; null if it may replace any, and once it is written.</param>
/// <param name="Written">Whether the mark is known to be written. Only then are the node's Pods taken for lost.</param>
/// <param name="Lifting">Whether the API server was asked to take the mark off.</param>
public sealed record NodeCancellation(string Mark, string? Over, bool Written, bool Lifting);
