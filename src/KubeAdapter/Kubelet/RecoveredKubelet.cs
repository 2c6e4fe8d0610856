using KubeDirect.StateMachine;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>Makes the memory of a Kubelet that has just started and whose runtime's Pods outlived the former Kubelet. Pure.</summary>
/// <remarks>
/// Without Pods this is the initial state of the specification, in which the Pods of a crashed Kubelet have ended. With Pods it is the
/// state that the specification reaches without the crash, with one difference: the Kubelet does not know which objects the API server
/// shows. It asks for the objects again, and finds those that exist.
/// </remarks>
internal static class RecoveredKubelet
{
    /// <summary>The memory of the Kubelet.</summary>
    /// <param name="node">The node's name.</param>
    /// <param name="running">Every Pod that the runtime runs or may still run, once each.</param>
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
