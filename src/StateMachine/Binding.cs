namespace KubeDirect.StateMachine;

/// <summary>A Pod as the Scheduler holds it.</summary>
/// <param name="Phase">How far it has come; <see cref="Phase.Bound"/> is dirty.</param>
/// <param name="Node">The node that it is bound to, or <see cref="NodeName.None"/>.</param>
/// <param name="Requests">What it takes of that node; nothing while it is not bound.</param>
public readonly record struct Binding(Phase Phase, NodeName Node, Resources Requests);
