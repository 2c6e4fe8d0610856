using KubeDirect.StateMachine;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>A Pod that a node's runtime has when the node's Kubelet starts.</summary>
/// <param name="Pod">The Pod.</param>
/// <param name="Phase"><see cref="Phase.Starting"/>, <see cref="Phase.Ready"/> or <see cref="Phase.Terminating"/>.</param>
/// <param name="Requests">What the Scheduler is to count for it.</param>
internal readonly record struct RunningPod(PodId Pod, Phase Phase, Resources Requests);

/// <summary>The memory of a Kubelet that has just started and whose runtime's Pods outlived the Kubelet before it. Pure.</summary>
/// <remarks>
/// With no Pod this is the initial state of the specification, in which what a crashed Kubelet ran has ended. With Pods it is what the
/// specification
/// reaches without the crash, but for one thing: the Kubelet does not know which objects the API server shows. It asks for them again, and
/// finds those that are there.
/// </remarks>
internal static class RecoveredKubelet
{
    /// <summary>The memory of the Kubelet.</summary>
    /// <param name="node">The node's name.</param>
    /// <param name="running">Every Pod that the runtime runs or may still run; each once.</param>
    public static KubeletState State(NodeName node, IReadOnlyCollection<RunningPod> running)
    {
        var empty = KubeletState.Initial(node);
        return empty with
        {
            Pods = empty.Pods.AddRange(running.Select(pod => KeyValuePair.Create(pod.Pod, new LocalPod(pod.Phase, pod.Requests)))),
            Unpublished = empty.Unpublished.Union(
                running.Where(pod => empty.ObjectOf(pod.Pod).NextRequest(pod.Phase) is not null).Select(pod => pod.Pod)),
        };
    }
}
