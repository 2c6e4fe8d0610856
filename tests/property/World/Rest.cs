using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.World;

/// <summary>What must be so once failures have ceased and nothing is left to do: Converges, Terminates, Resynchronizes.</summary>
internal static class Rest
{
    /// <summary>What is not as it should be; null if all is.</summary>
    public static string? Judge(Chain chain) => Links(chain) ?? Counts(chain) ?? Terminated(chain) ?? Placed(chain) ?? Published(chain);

    private static string? Links(Chain chain) =>
        chain.Membership.There.Select(node => chain.NodeWires[node]).Prepend(chain.RS).Prepend(chain.DR).Prepend(chain.AD)
            .FirstOrDefault(wire => !chain.UpperEnd(wire).IsHealthy) is { } wire
            ? $"Resynchronizes: {chain.NameOf(wire)} is not in sync"
            : null;

    private static string? Counts(Chain chain)
    {
        foreach (var (function, replicaSet) in chain.Functions.SelectMany(
            function => function.ReplicaSets.Select(replicaSet => (function, replicaSet))))
        {
            var (group, wanted) = (chain.R.ViewOf(replicaSet), replicaSet == function.Current ? function.Desired : 0);
            if (group.Live.Count != wanted)
            {
                return $"Converges: {group.Live.Count} live of {replicaSet} for {wanted} wanted";
            }

            // Only a Pod that waits for room may be less than ready; those that wait are judged by themselves.
            if (group.Live.FirstOrDefault(live => live.Phase is not (Phase.Ready or Phase.Pending)) is { Pod.Suffix: not null } odd)
            {
                return $"Converges: {odd.Pod} is {odd.Phase}";
            }
        }

        return null;
    }

    private static string? Terminated(Chain chain)
    {
        var buried = chain.R.ReplicaSets.Values.Sum(group => group.Tombstones.Count) + chain.S.Tombstones.Count;
        if (buried > 0 || chain.Marks.Count > 0)
        {
            return $"Terminates: {buried} tombstones left, {chain.Marks.Count} nodes marked";
        }

        var held = chain.K.Values.SelectMany(node => node.Pods.Keys).ToHashSet();
        if (held.FirstOrDefault(chain.Membership.MustEnd) is { Suffix: not null } kept)
        {
            return $"Terminates: {kept} runs on a node that has seen its Node deleted since";
        }

        var ready = chain.R.ReplicaSets.Values.SelectMany(group => group.Live)
            .Where(live => live.Phase == Phase.Ready)
            .Select(live => live.Pod)
            .ToList();
        return held.SetEquals(ready) ? null : $"Terminates: the nodes hold {held.Count} Pods, and {ready.Count} are wanted and ready";
    }

    /// <summary>Who waits has no room anywhere, not even if all that is less important were ended.</summary>
    private static string? Placed(Chain chain)
    {
        foreach (var pod in chain.S.Queue.Values.SelectMany(pods => pods))
        {
            var shape = chain.Shape(pod.Owner);
            foreach (var node in chain.Membership.There)
            {
                var staying =
                    chain.K[node].Pods.Keys.Select(other => chain.Shape(other.Owner)).Where(other => other.Priority >= shape.Priority);
                if (staying.Aggregate(shape.Requests, (sum, other) => sum + other.Requests).FitsIn(chain.Spec(node).Allocatable))
                {
                    return $"Converges: {pod} waits, though {node} has room for it or holds what is less important";
                }
            }
        }

        return null;
    }

    private static string? Published(Chain chain)
    {
        var running = chain.K.Values.SelectMany(node => node.Pods.Keys).ToHashSet();
        var shown = chain.Api.Objects.Where(pair => pair.Value.Running && !pair.Value.Deleting).Select(pair => pair.Key).ToHashSet();
        return shown.SetEquals(running) && chain.Api.Objects.Count == shown.Count
            ? null
            : $"Converges: the API server shows {chain.Api.Objects.Count} objects, {shown.Count} of them Running, for {running.Count} Pods";
    }
}
