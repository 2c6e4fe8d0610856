namespace KubeDirect.Tests.Simulation.Oracles;

/// <summary>Whether Deployments and ReplicaSets show what is there, as their users and autoscalers read it.</summary>
internal static class Statuses
{
    /// <summary>What is not shown as it is, in a sentence that begins with a property's name; null if all is.</summary>
    public static string? Judge(ApiStore store)
    {
        var pods = store.All("pods");
        foreach (var replicaSet in store.All("replicasets"))
        {
            var count = pods.Count(pod => pod.OwnerUid == replicaSet.Uid);
            if (Number(replicaSet, "spec", "replicas") != count)
            {
                return $"Statuses: ReplicaSet {replicaSet.Name} has {count} Pods and says that {Number(replicaSet, "spec", "replicas")} " +
                    "are wanted.";
            }

            if (replicaSet.IsManaged
                && (Number(replicaSet, "status", "replicas") != count || Number(replicaSet, "status", "readyReplicas") != count))
            {
                return $"Statuses: ReplicaSet {replicaSet.Name} has {count} Pods and shows {replicaSet.Body["status"]?.ToJsonString()}.";
            }
        }

        foreach (var deployment in store.All("deployments"))
        {
            var wanted = Number(deployment, "spec", "replicas");
            string[] counts = ["replicas", "updatedReplicas", "readyReplicas", "availableReplicas"];
            if (counts.Any(count => Number(deployment, "status", count) != wanted)
                || Number(deployment, "status", "observedGeneration") != (long?)deployment.Metadata["generation"])
            {
                return $"Statuses: Deployment {deployment.Name} wants {wanted} and shows {deployment.Body["status"]?.ToJsonString()}.";
            }
        }

        return null;
    }

    private static int Number(ApiObject value, string part, string name) => (int?)value.Body[part]?[name] ?? 0;
}
