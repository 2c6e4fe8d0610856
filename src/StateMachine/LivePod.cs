namespace KubeDirect.StateMachine;

/// <summary>
/// A live Pod of a ReplicaSet. Live Pods are ordered by phase, so that the one that has come least far is the first to be ended.
/// </summary>
/// <param name="Phase">How far it has come.</param>
/// <param name="Pod">The Pod.</param>
public readonly record struct LivePod(Phase Phase, PodId Pod) : IComparable<LivePod>
{
    /// <inheritdoc/>
    public int CompareTo(LivePod other)
    {
        var byPhase = Phase.CompareTo(other.Phase);
        return byPhase != 0 ? byPhase : Pod.CompareTo(other.Pod);
    }
}
