namespace KubeDirect.StateMachine;

/// <summary>A Pod as the ReplicaSet stage sees it.</summary>
/// <param name="Phase">How far it has come; <see cref="Phase.Placed"/> is dirty.</param>
/// <param name="Node">Where it is bound, or <see cref="NodeName.None"/>.</param>
public readonly record struct PodView(Phase Phase, NodeName Node);
