using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property;

/// <summary>TombstoneKept: while the ReplicaSet stage lives, a tombstone of it goes only when its Pod runs nowhere, or on a node that is cancelled.</summary>
internal sealed class TombstoneWatch
{
    private HashSet<PodId> before = [];
    private ulong incarnation;

    public void Check(Chain chain)
    {
        var now = chain.R.Groups.SelectMany(pair => pair.Value.Tombstones).ToHashSet();
        if (incarnation == chain.R.Incarnation)
        {
            foreach (var pod in before.Where(pod => !now.Contains(pod) && chain.K.Any(pair => pair.Value.Pods.ContainsKey(pod) && !chain.Marks.IsMarked(pair.Key))))
            {
                chain.Safety.Violations.Add($"TombstoneKept: the tombstone of {pod} is gone and the Pod is not");
            }
        }

        (before, incarnation) = (now, chain.R.Incarnation);
    }
}
