using KubeDirect.StateMachine;

namespace KubeDirect.Runtime.Monitoring;

/// <summary>The live Pods of each ReplicaSet, counted from what happens and not from the stage's own count. Not thread-safe.</summary>
internal sealed class LivePods
{
    private readonly Dictionary<ScaleKey, HashSet<PodId>> pods = [];

    /// <summary>A Pod is created. Returns how many Pods of its ReplicaSet are live now.</summary>
    public int Add(PodId pod)
    {
        var siblings = Of(pod.Owner);
        siblings.Add(pod);
        return siblings.Count;
    }

    /// <summary>A Pod no longer counts as live.</summary>
    public void Remove(PodId pod)
    {
        if (pods.TryGetValue(pod.Owner, out var siblings) && siblings.Remove(pod) && siblings.Count == 0)
        {
            pods.Remove(pod.Owner);
        }
    }

    /// <summary>A Pod is reported from below. One that is terminating or gone no longer counts as live.</summary>
    public void Set(PodReport report)
    {
        if (report.Phase >= Phase.Terminating)
        {
            Remove(report.Pod);
        }
    }

    /// <summary>Hard invalidation: the live Pods are those that the stage holds after its handshake.</summary>
    public void Reset(ReplicaSetState state)
    {
        pods.Clear();
        foreach (var (key, view) in state.ReplicaSets)
        {
            if (!view.Live.IsEmpty)
            {
                pods.Add(key, [.. view.Live.Select(live => live.Pod)]);
            }
        }
    }

    private HashSet<PodId> Of(ScaleKey key)
    {
        if (!pods.TryGetValue(key, out var siblings))
        {
            pods.Add(key, siblings = []);
        }

        return siblings;
    }
}
