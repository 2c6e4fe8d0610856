using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>To the Autoscaler: the desired count of a Deployment, as its object says (action <c>Scale</c>).</summary>
/// <param name="Deployment">The Deployment.</param>
/// <param name="Replicas">The count, at least 0; null when the Deployment is no longer the chain's.</param>
public sealed record Scale(ScaleKey Deployment, int? Replicas) : Input;

/// <summary>To any stage with a watch: its first list is complete, so what was not seen does not exist.</summary>
public sealed record Listed : Input
{
    /// <summary>The one instance that is needed.</summary>
    public static readonly Listed Now = new();
}

/// <summary>To the Deployment stage: which ReplicaSet carries the Deployment's template now.</summary>
/// <param name="Deployment">The Deployment.</param>
/// <param name="Current">Its ReplicaSet; null when the Deployment is no longer the chain's.</param>
public sealed record ObserveDeployment(ScaleKey Deployment, ScaleKey? Current) : Input;

/// <summary>
/// To the ReplicaSet stage: a ReplicaSet exists at the API server, or was deleted there. To the Deployment stage the same of ReplicaSets that
/// Deployments own, since one that is not current is wanted at 0.
/// </summary>
/// <param name="ReplicaSet">The ReplicaSet.</param>
/// <param name="Exists">False if it was deleted or is no longer the chain's.</param>
public sealed record ObserveReplicaSet(ScaleKey ReplicaSet, bool Exists) : Input;

/// <summary>To the Scheduler: what the Pods of a ReplicaSet ask for.</summary>
/// <param name="ReplicaSet">The ReplicaSet.</param>
/// <param name="Shape">What its template asks for; null when it was deleted.</param>
public sealed record ObserveShape(ScaleKey ReplicaSet, PodShape? Shape) : Input;

/// <summary>To the Scheduler: a node as the API server has it.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Spec">What it offers; null when its object was deleted: its Pods are lost.</param>
public sealed record ObserveNode(NodeName Node, NodeSpec? Spec) : Input;

/// <summary>To the Scheduler: stop waiting for this node before answering from above (action <c>Excuse</c>).</summary>
/// <param name="Node">A node whose link is not in sync.</param>
public sealed record Excuse(NodeName Node) : Input;

/// <summary>To the Scheduler: a node has been away for too long; give it up (action <c>Cancel</c>).</summary>
/// <param name="Node">A node whose link is not in sync.</param>
public sealed record Cancel(NodeName Node) : Input;

/// <summary>To the Scheduler: the mark that it asked for is on the Node (action <c>CancelDone</c>).</summary>
/// <param name="Node">The node.</param>
/// <param name="Mark">The mark.</param>
public sealed record CancelDone(NodeName Node, string Mark) : Input;

/// <summary>To the Scheduler: the mark is on the Node no more (action <c>UncancelDone</c>).</summary>
/// <param name="Node">The node.</param>
/// <param name="Mark">The mark.</param>
public sealed record UncancelDone(NodeName Node, string Mark) : Input;

/// <summary>To the Scheduler and to the node's Kubelet: the Node carries a mark, whoever wrote it: it is given up (actions <c>ObserveCancelled</c>).</summary>
/// <param name="Node">The node.</param>
/// <param name="Mark">The mark; not empty.</param>
public sealed record ObserveCancelled(NodeName Node, string Mark) : Input;

/// <summary>To the Kubelet: the runtime has started the Pod (action <c>PodStarted</c>).</summary>
/// <param name="Pod">The Pod.</param>
public sealed record PodStarted(PodId Pod) : Input;

/// <summary>To the Kubelet: the Pod runs no more, asked or not (action <c>PodStopped</c>).</summary>
/// <param name="Pod">The Pod.</param>
public sealed record PodStopped(PodId Pod) : Input;

/// <summary>To the Kubelet: a request about a Pod's object was answered (action <c>PublishDone</c>).</summary>
/// <param name="Pod">The Pod.</param>
/// <param name="Outcome">What the API server said.</param>
/// <param name="Uid">The object's UID where the outcome is <see cref="PublishOutcome.Done"/> of a create; else ignored.</param>
public sealed record PublishDone(PodId Pod, PublishOutcome Outcome, string Uid = "") : Input;

/// <summary>To the Kubelet: the Pod's object is being deleted, or is gone, by somebody else (action <c>ObserveDeleted</c>).</summary>
/// <param name="Pod">The Pod.</param>
/// <param name="Uid">The object's UID.</param>
/// <param name="Gone">True if the object is gone; false if it carries a deletion timestamp.</param>
public sealed record ObserveDeleted(PodId Pod, string Uid, bool Gone) : Input;

/// <summary>To the Kubelet: an object of the chain bound to this node (action <c>ObserveGhost</c>, if the Kubelet does not know the Pod).</summary>
/// <param name="Pod">The Pod.</param>
/// <param name="Uid">The object's UID.</param>
public sealed record ObserveGhost(PodId Pod, string Uid) : Input;

/// <summary>What the API server answered to a request about a Pod's object.</summary>
public enum PublishOutcome
{
    /// <summary>Done, or found done already.</summary>
    Done,

    /// <summary>Not done, or not known to be: to be asked again. Whoever reports this has waited as long as is polite.</summary>
    Failed,

    /// <summary>The object does not exist (any more), or it carries a deletion timestamp.</summary>
    Vanished,

    /// <summary>The API server will never accept this Pod, or its name belongs to somebody else's object.</summary>
    Refused,
}

/// <summary>What the Pods of a ReplicaSet ask of a node.</summary>
/// <param name="Requests">Resources, <see cref="Resources.Pods"/> being 1.</param>
/// <param name="NodeSelector">Labels that the node must have.</param>
/// <param name="Tolerations">Taints that they put up with.</param>
public sealed record PodShape(Resources Requests, ImmutableSortedDictionary<string, string> NodeSelector, ImmutableArray<Toleration> Tolerations)
{
    /// <summary>How important they are; the higher, the more so. Others of lower priority are ended to make room for them.</summary>
    public int Priority { get; init; }

    /// <summary>Whether others are ended to make room for them.</summary>
    public bool Preempts { get; init; } = true;
}

/// <summary>A toleration with the meaning that Kubernetes gives it.</summary>
/// <param name="Key">The taint's key; empty for all keys.</param>
/// <param name="Value">The taint's value, unless <paramref name="AnyValue"/>.</param>
/// <param name="AnyValue">Operator <c>Exists</c>.</param>
/// <param name="Effect">The taint's effect; empty for all effects.</param>
public sealed record Toleration(string Key, string Value, bool AnyValue, string Effect)
{
    /// <summary>Whether a taint is tolerated.</summary>
    public bool Tolerates(Taint taint) =>
        (Effect.Length == 0 || Effect == taint.Effect)
        && (Key.Length == 0 ? AnyValue : Key == taint.Key)
        && (AnyValue || Value == taint.Value);
}

/// <summary>A node's taint.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value, maybe empty.</param>
/// <param name="Effect"><c>NoSchedule</c>, <c>PreferNoSchedule</c> or <c>NoExecute</c>.</param>
public sealed record Taint(string Key, string Value, string Effect);

/// <summary>What a node offers, as the API server has it.</summary>
/// <param name="Allocatable">What Pods may take in all.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Taints">Its taints, without the one that keeps other schedulers off the chain's nodes.</param>
/// <param name="Ready">Condition <c>Ready</c> is <c>True</c>.</param>
/// <param name="Unschedulable">It is cordoned.</param>
public sealed record NodeSpec(Resources Allocatable, ImmutableSortedDictionary<string, string> Labels, ImmutableArray<Taint> Taints, bool Ready, bool Unschedulable);
