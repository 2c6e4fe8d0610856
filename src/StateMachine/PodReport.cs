namespace KubeDirect.StateMachine;

/// <summary>One Pod as the sender of an <see cref="Update"/> or a <see cref="PodSnapshot"/> sees it.</summary>
/// <param name="Pod">The Pod.</param>
/// <param name="Phase">How far it has come.</param>
/// <param name="Node">The node that it is bound to, or <see cref="NodeName.None"/>.</param>
/// <param name="Requests">
/// What it takes of its node. A Scheduler that restarted learns this here before it learns the Pod's template.
/// </param>
public readonly record struct PodReport(PodId Pod, Phase Phase, NodeName Node, Resources Requests);
