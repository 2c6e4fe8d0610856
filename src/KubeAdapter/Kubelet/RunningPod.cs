using KubeDirect.StateMachine;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>A Pod that a node's runtime has when the node's Kubelet starts.</summary>
/// <param name="Pod">The Pod.</param>
/// <param name="Phase"><see cref="Phase.Starting"/>, <see cref="Phase.Ready"/> or <see cref="Phase.Terminating"/>.</param>
/// <param name="Requests">What the Scheduler counts for the Pod.</param>
internal readonly record struct RunningPod(PodId Pod, Phase Phase, Resources Requests);
