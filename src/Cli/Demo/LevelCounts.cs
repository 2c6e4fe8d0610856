using KubeDirect.KubeAdapter;
using KubeDirect.StateMachine;

namespace KubeDirect.Cli;

/// <summary>What one level of the cache holds at a moment.</summary>
/// <param name="Level">Its name.</param>
/// <param name="Dirty">Accepted here and not yet known to be held below; for the nodes: not yet shown as it is at the API server.</param>
/// <param name="Held">Held in all.</param>
/// <param name="Published">Shown Running and Ready at the API server; only the nodes know.</param>
/// <param name="Tombstoned">To be terminated and not yet gone.</param>
internal sealed record LevelCounts(string Level, int Dirty, int Held, int? Published, int Tombstoned)
{
    /// <summary>All levels, head first.</summary>
    public static IReadOnlyList<LevelCounts> Of(ControllerHost controller, SchedulerHost scheduler, NodeHost nodes)
    {
        var (autoscaler, deployment, replicaSet, schedule) = (controller.Autoscaler, controller.Deployment, controller.ReplicaSet, scheduler.State);
        var pods = replicaSet.Groups.Values.SelectMany(group => group.Pods.Values).ToList();
        var kubelets = nodes.Kubelets.ToList();
        var published = kubelets.Sum(kubelet => kubelet.Objects.Values.Count(shown => shown.Shown == Shown.Ready));
        return
        [
            new("Autoscaler (counts)", autoscaler.View.Dirty, autoscaler.Wants.Values.Sum(), null, 0),
            new("Deployment (counts)", deployment.View.Dirty, deployment.Held.Values.Sum(count => count.Replicas), null, 0),
            new("ReplicaSet", pods.Count(pod => pod.Phase == Phase.Placed), pods.Count, null, replicaSet.Groups.Values.Sum(group => group.Tombstones.Count)),
            new("Scheduler", schedule.Pods.Values.Count(pod => pod.Phase == Phase.Bound), schedule.Pods.Count, null, schedule.Tombstones.Count),
            new("Kubelets", kubelets.Sum(kubelet => kubelet.Pods.Count(pair => kubelet.ObjectOf(pair.Key).Shown != Shown.Ready)), kubelets.Sum(kubelet => kubelet.Pods.Count), published, kubelets.Sum(kubelet => kubelet.Pods.Values.Count(pod => pod.Phase == Phase.Terminating))),
        ];
    }
}
