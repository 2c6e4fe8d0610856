namespace KubeDirect.StateMachine;

/// <summary>A Pod as its Kubelet holds it.</summary>
/// <param name="Phase"><see cref="Phase.Starting"/>, <see cref="Phase.Ready"/> or <see cref="Phase.Terminating"/>.</param>
/// <param name="Requests">What the Scheduler counted for it.</param>
public readonly record struct LocalPod(Phase Phase, Resources Requests);
