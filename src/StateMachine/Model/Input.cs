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

/// <summary>A decision of the Scheduler: these Pods are ended to make room for another (action <c>Preempt</c>; there all Pods are of one size, and one victim suffices).</summary>
/// <param name="Pod">A pending Pod that has room nowhere.</param>
/// <param name="Victims">Pods of lower priority on that node; at least one, each once.</param>
/// <param name="Node">A node in sync that has room for it when what ends there has ended.</param>
public sealed record Preempt(PodId Pod, ImmutableArray<PodId> Victims, NodeName Node) : Input;

/// <summary>A decision of the Scheduler: a node that was given up has nothing left of then, and may be used again (action <c>Uncancel</c>).</summary>
/// <param name="Node">A node in sync that holds no Pod.</param>
public sealed record Uncancel(NodeName Node) : Input;

/// <summary>A decision of the Kubelet: issue the next request for this Pod's object (action <c>Publish</c>).</summary>
/// <param name="Pod">A Pod whose object differs from it.</param>
public sealed record Publish(PodId Pod) : Input;

/// <summary>A note of the Scheduler's policy: no node takes this ReplicaSet's Pods now. No action of the specification: only the policy reads it.</summary>
/// <param name="ReplicaSet">A ReplicaSet with pending Pods.</param>
public sealed record Park(ScaleKey ReplicaSet) : Input;
