using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>
/// What a step takes: an event, or a decision of the stage's policy. Named after its action, where the specification has it. Immutable.
/// </summary>
public abstract record Input;

/// <summary>A connection to the stage below was made (action <c>Connect</c>).</summary>
/// <param name="Link">The link of the connection; it may be one that the stage no longer has.</param>
public sealed record Connect(LinkId Link) : Input;

/// <summary>The connection to the stage below broke (action <c>LinkLost</c>).</summary>
/// <param name="Link">The link of the connection; it may be one that the stage no longer has.</param>
public sealed record LinkLost(LinkId Link) : Input;

/// <summary>A message arrived from the stage above (actions <c>Recv…</c>).</summary>
/// <param name="Message">Of any kind and any epoch; a stage drops what it does not accept.</param>
public sealed record FromAbove(Message Message) : Input;

/// <summary>A message arrived from a stage below (actions <c>Recv…</c>).</summary>
/// <param name="Link">The link of the connection; it may be one that the stage no longer has.</param>
/// <param name="Message">Of any kind and any epoch; a stage drops what it does not accept.</param>
public sealed record FromBelow(LinkId Link, Message Message) : Input;

/// <summary>A decision: answer the Hello that waits (action <c>Answer</c>).</summary>
public sealed record Answer : Input
{
    /// <summary>The only instance that is needed.</summary>
    public static readonly Answer Now = new();
}

/// <summary>A decision: send what is wanted of a key (action <c>PushCount</c>).</summary>
/// <param name="Key">A key whose view differs from what is wanted of it.</param>
public sealed record PushCount(ScaleKey Key) : Input;

/// <summary>A decision of the ReplicaSet stage: create this Pod (action <c>CreatePod</c>).</summary>
/// <param name="Pod">A Pod whose name was never used.</param>
/// <param name="Ordinal">The number of its name in this incarnation. It uses up all lower numbers, too.</param>
public sealed record CreatePod(PodId Pod, ulong Ordinal) : Input;

/// <summary>A decision of the ReplicaSet stage: end this Pod, because there are too many (action <c>TombstonePod</c>).</summary>
/// <param name="Pod">A live Pod.</param>
public sealed record TombstonePod(PodId Pod) : Input;

/// <summary>A decision of the Scheduler: bind this Pod to this node (action <c>BindPod</c>).</summary>
/// <param name="Pod">A pending Pod.</param>
/// <param name="Node">A node in sync with room for it.</param>
public sealed record BindPod(PodId Pod, NodeName Node) : Input;

/// <summary>
/// A decision of the Scheduler: end these Pods to make room for another (action <c>Preempt</c>, where all Pods are of one size, so that one
/// victim suffices).
/// </summary>
/// <param name="Pod">A pending Pod for which no node has room.</param>
/// <param name="Victims">Pods of lower priority on that node; at least one, each once.</param>
/// <param name="Node">A node in sync that has room for it once all Pods that are ending there have ended.</param>
public sealed record Preempt(PodId Pod, ImmutableArray<PodId> Victims, NodeName Node) : Input;

/// <summary>
/// A decision of the Scheduler: use a node again that was given up and has drained (action <c>Uncancel</c>).
/// </summary>
/// <param name="Node">A node in sync that holds no Pod.</param>
public sealed record Uncancel(NodeName Node) : Input;

/// <summary>A decision of the Kubelet: issue the next request for this Pod's object (action <c>Publish</c>).</summary>
/// <param name="Pod">A Pod whose object differs from what the API server should show.</param>
public sealed record Publish(PodId Pod) : Input;

/// <summary>
/// A note of the Scheduler's policy: no node can take this ReplicaSet's Pods now. No action of the specification, because only the policy
/// reads it.
/// </summary>
/// <param name="ReplicaSet">A ReplicaSet with pending Pods.</param>
public sealed record Park(ScaleKey ReplicaSet) : Input;

/// <summary>To the Autoscaler: the desired count of a Deployment, as its object says (action <c>Scale</c>).</summary>
/// <param name="Replicas">The count, at least 0; null if the Deployment is no longer the chain's.</param>
public sealed record Scale(ScaleKey Deployment, int? Replicas) : Input;

/// <summary>
/// To a stage with a watch: its first list is complete, so an object that it did not show does not exist. No action of the specification.
/// </summary>
public sealed record Listed : Input
{
    /// <summary>The only instance that is needed.</summary>
    public static readonly Listed Now = new();
}

/// <summary>To the Deployment stage: which ReplicaSet carries the Deployment's template now (action <c>ObserveDeployment</c>).</summary>
/// <param name="Current">The ReplicaSet; null if the Deployment is no longer the chain's.</param>
public sealed record ObserveDeployment(ScaleKey Deployment, ScaleKey? Current) : Input;

/// <summary>
/// To the ReplicaSet stage: a ReplicaSet exists at the API server, or was deleted there. To the Deployment stage: the same for ReplicaSets
/// that Deployments own, because 0 Pods are wanted of one that is not current. No action of the specification.
/// </summary>
/// <param name="Exists">False if it was deleted or is no longer the chain's.</param>
public sealed record ObserveReplicaSet(ScaleKey ReplicaSet, bool Exists) : Input;

/// <summary>To the Scheduler: what the Pods of a ReplicaSet request. No action of the specification.</summary>
/// <param name="Shape">What its template requests; null if the ReplicaSet was deleted.</param>
public sealed record ObserveShape(ScaleKey ReplicaSet, PodShape? Shape) : Input;

/// <summary>To the Scheduler: a node as the API server has it (action <c>ObserveNode</c>).</summary>
/// <param name="Spec">What the node offers; null if its Node object was deleted, and then its Pods are lost.</param>
public sealed record ObserveNode(NodeName Node, NodeSpec? Spec) : Input;

/// <summary>To the Scheduler: recover without waiting for this node (action <c>Excuse</c>).</summary>
/// <param name="Node">A node whose link is not in sync.</param>
public sealed record Excuse(NodeName Node) : Input;

/// <summary>To the Scheduler: give up a node that has been away for too long (action <c>Cancel</c>).</summary>
/// <param name="Node">A node whose link is not in sync.</param>
public sealed record Cancel(NodeName Node) : Input;

/// <summary>To the Scheduler: the mark that it requested is on the Node object (action <c>CancelDone</c>).</summary>
public sealed record CancelDone(NodeName Node, string Mark) : Input;

/// <summary>
/// To the Scheduler: the mark that it requested is not written, because the mark that it was to replace is not on the Node object. That
/// mark is old (action <c>CancelStale</c>).
/// </summary>
public sealed record CancelStale(NodeName Node, string Mark) : Input;

/// <summary>To the Scheduler: the mark is no longer on the Node object (action <c>UncancelDone</c>).</summary>
public sealed record UncancelDone(NodeName Node, string Mark) : Input;

/// <summary>
/// To the Scheduler and to the node's Kubelet: a watch shows a mark on the Node object, whoever wrote it (actions
/// <c>ObserveCancelled</c>). The mark may be old: a watch can lag.
/// </summary>
/// <param name="Mark">The mark; not empty.</param>
public sealed record ObserveCancelled(NodeName Node, string Mark) : Input;

/// <summary>To the Kubelet: the runtime has started the Pod (action <c>PodStarted</c>).</summary>
public sealed record PodStarted(PodId Pod) : Input;

/// <summary>To the Kubelet: the Pod no longer runs, whether or not it was told to stop (action <c>PodStopped</c>).</summary>
public sealed record PodStopped(PodId Pod) : Input;

/// <summary>To the Kubelet: a request about a Pod's object was answered (action <c>PublishDone</c>).</summary>
/// <param name="Outcome">What the API server said.</param>
/// <param name="Uid">The object's UID, if the request was a create and the object exists; else empty.</param>
public sealed record PublishDone(PodId Pod, PublishOutcome Outcome, string Uid = "") : Input;

/// <summary>To the Kubelet: somebody else is deleting the Pod's object or has deleted it (action <c>ObserveDeleted</c>).</summary>
/// <param name="Gone">True if the object is gone; false if it carries a deletion timestamp.</param>
public sealed record ObserveDeleted(PodId Pod, string Uid, bool Gone) : Input;

/// <summary>
/// To the Kubelet: an object of the chain that is bound to this node (action <c>ObserveObject</c>). It has an effect only if the Kubelet
/// does not know the Pod.
/// </summary>
public sealed record ObserveObject(PodId Pod, string Uid) : Input;
