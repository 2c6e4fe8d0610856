using KubeDirect.KubeAdapter.Controller;
using KubeDirect.KubeAdapter.Kubelet;
using KubeDirect.KubeAdapter.Scheduler;
using KubeDirect.StateMachine;

namespace KubeDirect.Cli.Demo;

/// <summary>What one level of the write-back cache holds at a moment. Immutable.</summary>
/// <param name="Level">The name of the stage.</param>
/// <param name="Dirty">
/// Entries that the level has accepted and that the level below does not hold yet. For the Kubelets: Pods that the API server does not
/// show as Ready yet.
/// </param>
/// <param name="Held">All Pods that the level holds. For the two upper levels: the sum of the counts.</param>
/// <param name="Published">Pods that the API server shows as Ready; null for a level that does not publish.</param>
/// <param name="Tombstoned">Pods that are to terminate and are not gone yet.</param>
internal sealed record LevelCounts(string Level, int Dirty, int Held, int? Published, int Tombstoned)
{
    /// <summary>All levels, from the head of the chain to the tail.</summary>
    public static IReadOnlyList<LevelCounts> Of(ControllerHost controller, SchedulerHost scheduler, NodeHost nodes)
    {
        var (autoscaler, deployment, replicaSet) = (controller.Autoscaler, controller.Deployment, controller.ReplicaSet);
        var schedule = scheduler.State;
        var pods = replicaSet.ReplicaSets.Values.SelectMany(view => view.Pods.Values).ToList();
        var kubelets = nodes.Kubelets.ToList();
        return
        [
            new("Autoscaler", autoscaler.View.Dirty, autoscaler.Wants.Values.Sum(), Published: null, Tombstoned: 0),
            new("Deployment", deployment.View.Dirty, deployment.Held.Values.Sum(count => count.Replicas), Published: null, Tombstoned: 0),
            new(
                "ReplicaSet",
                pods.Count(pod => pod.Phase == Phase.Placed),
                pods.Count,
                Published: null,
                replicaSet.ReplicaSets.Values.Sum(view => view.Tombstones.Count)),
            new(
                "Scheduler",
                schedule.Pods.Values.Count(pod => pod.Phase == Phase.Bound),
                schedule.Pods.Count,
                Published: null,
                schedule.Tombstones.Count),
            new(
                "Kubelets",
                kubelets.Sum(kubelet => kubelet.Pods.Count(pair => kubelet.ObjectOf(pair.Key).Shown != Shown.Ready)),
                kubelets.Sum(kubelet => kubelet.Pods.Count),
                kubelets.Sum(kubelet => kubelet.Objects.Values.Count(shown => shown.Shown == Shown.Ready)),
                kubelets.Sum(kubelet => kubelet.Pods.Values.Count(pod => pod.Phase == Phase.Terminating))),
        ];
    }
}
