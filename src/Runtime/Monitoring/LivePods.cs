using KubeDirect.StateMachine;

namespace KubeDirect.Runtime;

/// <summary>The live Pods of each ReplicaSet, counted from what happens and not from the stage's own count. Not thread-safe.</summary>
internal sealed class LivePods
{
    private readonly Dictionary<ScaleKey, HashSet<PodId>> groups = [];

    /// <summary>A Pod is created; returns how many of its ReplicaSet live now.</summary>
    public int Add(PodId pod)
    {
        var group = Of(pod.Owner);
        group.Add(pod);
        return group.Count;
    }

    /// <summary>A Pod counts no more.</summary>
    public void Remove(PodId pod)
    {
        if (groups.TryGetValue(pod.Owner, out var group) && group.Remove(pod) && group.Count == 0)
        {
            groups.Remove(pod.Owner);
        }
    }

    /// <summary>A Pod is reported from below; one that is ending counts no more.</summary>
    public void Set(PodReport report)
    {
        if (report.Phase >= Phase.Terminating)
        {
            Remove(report.Pod);
        }
    }

    /// <summary>Hard invalidation: what counted is what the stage holds after its handshake.</summary>
    public void Reset(ReplicaSetState state)
    {
        groups.Clear();
        foreach (var (key, group) in state.Groups)
        {
            if (!group.Live.IsEmpty)
            {
                groups.Add(key, [.. group.Live.Select(victim => victim.Pod)]);
            }
        }
    }

    private HashSet<PodId> Of(ScaleKey key)
    {
        if (!groups.TryGetValue(key, out var group))
        {
            groups.Add(key, group = []);
        }

        return group;
    }
}
