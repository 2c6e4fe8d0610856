using k8s.Models;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Informers;
using KubeDirect.Kubernetes.Objects;
using KubeDirect.StateMachine;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>Tells the Kubelets of this process what happens to the objects of their Pods.</summary>
/// <param name="replicaSets">The marked ReplicaSets.</param>
/// <param name="stageOf">The Kubelet of a node; null if this process does not have it.</param>
internal sealed class PodFeed(ObjectStore<V1ReplicaSet> replicaSets, Func<string, IStageActor?> stageOf)
{
    /// <summary>The informer's handler.</summary>
    public void OnPod(InformerEvent<V1Pod> change)
    {
        var pod = change.Latest;
        if (pod.Spec?.NodeName is not { Length: > 0 } node || stageOf(node) is not { } stage || ChainKeys.PodIdOf(pod) is not { } id)
        {
            return;
        }

        if (change.New is null)
        {
            stage.Post(new ObserveDeleted(id, pod.Metadata.Uid, Gone: true));
        }
        else if (Present(id, pod) is { } news)
        {
            stage.Post(news);
        }
    }

    /// <summary>What an existing object means for its Kubelet, as an input; null if it means nothing.</summary>
    public Input? Present(PodId id, V1Pod pod) =>
        pod.Metadata.DeletionTimestamp is not null

            // The owner does not matter: the Pod is bound to this node, and nobody else finishes its deletion.
            ? new ObserveDeleted(id, pod.Metadata.Uid, Gone: false)
            : replicaSets.TryGet(ChainKeys.ObjectKeyOf(id.Owner), out var owner) && Owners.IsControlledBy(pod.Metadata, owner.Metadata.Uid)
                ? new ObserveObject(id, pod.Metadata.Uid)
                : null;

    /// <summary>Keeps only what the feed needs of a Pod, to save memory.</summary>
    public static V1Pod Trim(V1Pod pod)
    {
        pod.Metadata.ManagedFields = null;
        pod.Metadata.Labels = null;
        pod.Metadata.Annotations = null;
        pod.Spec = new V1PodSpec { NodeName = pod.Spec?.NodeName };
        pod.Status = null;
        return pod;
    }
}
