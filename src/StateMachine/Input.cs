using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>What a stage's step function takes: one event, or one decision of its own. Immutable.</summary>
public abstract record Input;

/// <summary>A connection to the stage below is there (action <c>Connect</c>).</summary>
/// <param name="Link">Which link.</param>
public sealed record Connect(LinkId Link) : Input;

/// <summary>The connection to the stage below broke (action <c>LinkLost</c>).</summary>
/// <param name="Link">Which link.</param>
public sealed record LinkLost(LinkId Link) : Input;

/// <summary>A message arrived from the stage above (actions <c>Recv…</c>).</summary>
/// <param name="Message">The message.</param>
public sealed record FromAbove(Message Message) : Input;

/// <summary>A message arrived from a stage below (actions <c>Recv…</c>).</summary>
/// <param name="Link">Which link.</param>
/// <param name="Message">The message.</param>
public sealed record FromBelow(LinkId Link, Message Message) : Input;

/// <summary>A decision: answer the Hello that waits (action <c>Answer</c>).</summary>
public sealed record Answer : Input
{
    /// <summary>The one instance that is needed.</summary>
    public static readonly Answer Now = new();
}

/// <summary>A decision: send what is wanted of a key (action <c>PushCount</c>).</summary>
/// <param name="Key">The key whose view differs from what is wanted.</param>
public sealed record PushCount(ScaleKey Key) : Input;

/// <summary>A decision of the ReplicaSet stage: a new Pod (action <c>CreatePod</c>).</summary>
/// <param name="Pod">A Pod never named before.</param>
/// <param name="Ordinal">The number of its name in this incarnation; lower ones are used up with it.</param>
public sealed record CreatePod(PodId Pod, ulong Ordinal) : Input;

/// <summary>A decision of the ReplicaSet stage: this Pod is one too many (action <c>TombstonePod</c>).</summary>
/// <param name="Pod">A live Pod.</param>
public sealed record TombstonePod(PodId Pod) : Input;

/// <summary>A decision of the Scheduler: this node runs this Pod (action <c>BindPod</c>).</summary>
/// <param name="Pod">A pending Pod.</param>
/// <param name="Node">A node in sync with room for it.</param>
public sealed record BindPod(PodId Pod, NodeName Node) : Input;

/// <summary>
/// A decision of the Scheduler: these Pods are ended to make room for another (action <c>Preempt</c>; there all Pods are of one size, and
/// one victim suffices).
/// </summary>
/// <param name="Pod">A pending Pod that has room nowhere.</param>
/// <param name="Victims">Pods of lower priority on that node; at least one, each once.</param>
/// <param name="Node">A node in sync that has room for it when what ends there has ended.</param>
public sealed record Preempt(PodId Pod, ImmutableArray<PodId> Victims, NodeName Node) : Input;

/// <summary>
/// A decision of the Scheduler: a node that was given up has nothing left of then, and may be used again (action <c>Uncancel</c>).
/// </summary>
/// <param name="Node">A node in sync that holds no Pod.</param>
public sealed record Uncancel(NodeName Node) : Input;

/// <summary>A decision of the Kubelet: issue the next request for this Pod's object (action <c>Publish</c>).</summary>
/// <param name="Pod">A Pod whose object differs from it.</param>
public sealed record Publish(PodId Pod) : Input;

/// <summary>
/// A note of the Scheduler's policy: no node takes this ReplicaSet's Pods now. No action of the specification: only the policy reads it.
/// </summary>
/// <param name="ReplicaSet">A ReplicaSet with pending Pods.</param>
public sealed record Park(ScaleKey ReplicaSet) : Input;

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
/// To the ReplicaSet stage: a ReplicaSet exists at the API server, or was deleted there. To the Deployment stage the same of ReplicaSets
/// that Deployments own, since one that is not current is wanted at 0.
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

/// <summary>
/// To the Scheduler and to the node's Kubelet: the Node carries a mark, whoever wrote it: it is given up (actions <c>ObserveCancelled</c>).
/// </summary>
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

/// <summary>
/// To the Kubelet: an object of the chain that is bound to this node (action <c>ObserveObject</c>). It has an effect only if the Kubelet
/// does not know the Pod.
/// </summary>
/// <param name="Pod">The Pod.</param>
/// <param name="Uid">The object's UID.</param>
public sealed record ObserveObject(PodId Pod, string Uid) : Input;
