using KubeDirect.StateMachine;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>What runs a node's Pods. Thread-safe; neither method blocks.</summary>
public interface IPodRuntime
{
    /// <summary>Starts a Pod; answered once by <paramref name="answer"/> with <see cref="PodStarted"/>, or with <see cref="PodStopped"/> if it does not come up.</summary>
    void Start(PodId pod, Action<Input> answer);

    /// <summary>Stops a Pod; answered by <paramref name="answer"/> with <see cref="PodStopped"/>. A Pod that does not run is answered at once.</summary>
    void Stop(PodId pod, Action<Input> answer);
}
