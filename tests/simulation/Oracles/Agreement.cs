using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation.Oracles;

/// <summary>Whether every level, every node and the API server say the same, and that it is what is wanted.</summary>
internal static class Agreement
{
    /// <summary>What is not as it should be, in a sentence that begins with a property's name; null if all is.</summary>
    public static string? Judge(SimCluster cluster, IReadOnlyDictionary<ScaleKey, int> wanted)
    {
        if (cluster.Only<AutoscalerState>() is not { Below.InSync: true }
            || cluster.Only<DeploymentState>() is not { Below.InSync: true }
            || cluster.Only<ReplicaSetState>() is not { Below.InSync: true } replicaSet
            || cluster.Only<SchedulerState>() is not { AllInSync: true } scheduler)
        {
            return "Resynchronizes: a link is not in sync, or a stage is not there or there twice.";
        }

        if (!replicaSet.ReplicaSets.Values.All(group => group.Tombstones.IsEmpty) || !scheduler.Tombstones.IsEmpty)
        {
            return $"Terminates: {replicaSet.ReplicaSets.Values.Sum(group => group.Tombstones.Count)} tombstones are left at the " +
                $"ReplicaSet stage, {scheduler.Tombstones.Count} at the Scheduler.";
        }

        var nodes = cluster.Topology.Nodes.Where(name => !cluster.Lost.Contains(name)).ToList();
        var running = new Dictionary<PodId, string>();
        foreach (var name in nodes)
        {
            if (cluster.State<KubeletState>(name) is not { } kubelet || !scheduler.Nodes.ContainsKey(new NodeName(name)))
            {
                return $"Resynchronizes: {name} is not there.";
            }

            if (kubelet.Pods.Values.Any(pod => pod.Phase != Phase.Ready) || kubelet.Requests > 0 || !kubelet.Unpublished.IsEmpty)
            {
                return $"Converges: {name} is still starting, stopping or publishing.";
            }

            foreach (var pod in kubelet.Pods.Keys)
            {
                if (!running.TryAdd(pod, name))
                {
                    return $"UniqueBinding: {pod} runs on {name} and on {running[pod]}.";
                }
            }
        }

        if (scheduler.Nodes.Values.Any(node => node.Cancelled is not null))
        {
            return "Converges: a node is still cancelled.";
        }

        return Counts(running, wanted) ?? Views(running, replicaSet, scheduler) ?? Shown(running, cluster.Api.Store)
            ?? (cluster.Topology.Elected ? Statuses.Judge(cluster.Api.Store) : null);
    }

    /// <summary>What runs, by template: names differ from run to run, counts must not.</summary>
    public static string Describe(SimCluster cluster)
    {
        var pods = cluster.Api.Store.All("pods").GroupBy(pod => pod.Template, StringComparer.Ordinal);
        return string.Join(
            ", ", pods.OrderBy(group => group.Key, StringComparer.Ordinal).Select(
                group => $"{group.Key} {group.Count(pod => pod.Phase == "Running" && !pod.Deleting)} of {group.Count()} Running"));
    }

    private static string? Counts(Dictionary<PodId, string> running, IReadOnlyDictionary<ScaleKey, int> wanted)
    {
        var counts = running.Keys.CountBy(pod => pod.Owner).ToDictionary();
        foreach (var key in counts.Keys.Union(wanted.Keys).Order())
        {
            if (counts.GetValueOrDefault(key) != wanted.GetValueOrDefault(key))
            {
                return $"Converges: {counts.GetValueOrDefault(key)} Pods of {key} run and {wanted.GetValueOrDefault(key)} are wanted.";
            }
        }

        return null;
    }

    private static string? Views(Dictionary<PodId, string> running, ReplicaSetState replicaSet, SchedulerState scheduler)
    {
        var seen = replicaSet.ReplicaSets.Values.SelectMany(group => group.Pods).ToDictionary();
        if (seen.Count != running.Count
            || !running.All(pair => seen.TryGetValue(pair.Key, out var view) && view.Phase == Phase.Ready && view.Node.Value == pair.Value))
        {
            return "Coherence: the ReplicaSet stage's view is not what runs.";
        }

        return scheduler.Pods.Count == running.Count
            && running.All(
                pair => scheduler.Pods.TryGetValue(pair.Key, out var binding) && binding.Phase == Phase.Ready
                    && binding.Node.Value == pair.Value)
                ? null
                : "Coherence: the Scheduler's view is not what runs.";
    }

    private static string? Shown(Dictionary<PodId, string> running, ApiStore store)
    {
        var objects = store.All("pods");
        if (objects.Count != running.Count)
        {
            var ghost = objects.FirstOrDefault(shown => !running.Keys.Any(pod => pod.ToString() == $"default/{shown.Name}"))?.Name;
            return $"Published: the API server has {objects.Count} Pods, and {running.Count} run; {ghost ?? "none"} does not.";
        }

        foreach (var (pod, node) in running)
        {
            if (store.Find("pods", pod.ToString().Split('/')[1]) is not { Phase: "Running", Deleting: false } shown
                || shown.NodeName != node)
            {
                return $"Published: {pod} runs on {node}, and the API server does not show that.";
            }
        }

        return null;
    }
}
