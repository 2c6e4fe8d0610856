using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Refinement.Graphs;

/// <summary>The changes of phase that occur on the edges of a graph, each
/// at the stage that decides it: the life cycle as it is lived.</summary>
internal sealed class Arrows
{
    private readonly SortedSet<(Phase From, Trigger Trigger, Phase To)> seen = [];

    /// <summary>Every change so far.</summary>
    public IReadOnlySet<(Phase From, Trigger Trigger, Phase To)> Seen => seen;

    /// <summary>Notes the changes on an edge.</summary>
    public void Note(string label, World before, World after)
    {
        switch (label.Split('(')[0])
        {
            // A Place carries an entry that is Placed, and a Bind one that is Bound.
            case "RecvPlace":
                seen.UnionWith(
                    after.S.Pods.Where(pair => !before.S.Pods.ContainsKey(pair.Key)).Select(
                        pair => (Phase.Placed, Trigger.Accept, pair.Value.Phase)));
                break;
            case "BindPod":
                seen.UnionWith(
                    after.S.Pods.Where(pair => before.S.Pods[pair.Key] != pair.Value).Select(
                        pair => (before.S.Pods[pair.Key].Phase, Trigger.Bind, pair.Value.Phase)));
                break;
            case "RecvBind":
                AtKubelets(before, after, (pod, was, now) => was == Phase.Gone ? (Phase.Bound, Trigger.Hold, now) : null);
                break;
            case "PodStarted":
                AtKubelets(before, after, (_, was, now) => was != now ? (was, Trigger.Start, now) : null);
                break;
            case "RecvTombstone_Kubelet" or "ObserveDeleted" or "PublishDone" or "ObserveCancelled_Kubelet":
                AtKubelets(before, after, (_, was, now) => was != now ? (was, Trigger.Terminate, now) : null);
                break;

            // What has gone is gone for good once the level that makes Pods has heard of it.
            case "RecvUpdate_ReplicaSet" or "RecvPodSnapshot_ReplicaSet":
                var held = after.R.ReplicaSets.Values.SelectMany(group => group.Pods.Keys).ToHashSet();
                seen.UnionWith(
                    before.R.ReplicaSets.Values.SelectMany(group => group.Pods)
                        .Where(pair => !held.Contains(pair.Key))
                        .Select(pair => (pair.Value.Phase, Trigger.Drop, Phase.Gone)));
                break;
        }
    }

    private void AtKubelets(World before, World after, Func<PodId, Phase, Phase, (Phase, Trigger, Phase)?> change)
    {
        foreach (var (node, kubelet) in after.K)
        {
            foreach (var pod in kubelet.Pods.Keys)
            {
                if (change(pod, before.K[node].PhaseOf(pod), kubelet.PhaseOf(pod)) is { } arrow)
                {
                    seen.Add(arrow);
                }
            }
        }
    }
}
