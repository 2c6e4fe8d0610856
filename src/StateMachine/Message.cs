using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>A message on a link. Immutable.</summary>
/// <param name="Epoch">The epoch in which it was sent. The receiver drops it if this is not the link's current epoch.</param>
public abstract record Message(Epoch Epoch);

/// <summary>Down, first on every connection: installs the epoch and asks for the snapshot.</summary>
public sealed record Hello(Epoch Epoch) : Message(Epoch);

/// <summary>Up on a scale link, answering <see cref="Hello"/>: every count that the downstream stage holds.</summary>
/// <param name="Counts">By key; keys without a count are left out.</param>
public sealed record ScaleSnapshot(Epoch Epoch, ImmutableSortedDictionary<ScaleKey, Count> Counts) : Message(Epoch);

/// <summary>Down on a scale link: this many Pods are wanted.</summary>
/// <param name="Key">The Deployment (to the Deployment stage) or the ReplicaSet (to the ReplicaSet stage).</param>
/// <param name="Count">The count and its version.</param>
public sealed record SetCount(Epoch Epoch, ScaleKey Key, Count Count) : Message(Epoch);

/// <summary>Up on a scale link: the write with this version is held.</summary>
/// <param name="Key">The key that was written.</param>
/// <param name="Version">The version that was sent.</param>
public sealed record CountAck(Epoch Epoch, ScaleKey Key, ulong Version) : Message(Epoch);

/// <summary>Up on a Pod link, answering <see cref="Hello"/>: every Pod and every tombstone that the downstream stage holds.</summary>
/// <param name="Pods">Each Pod once, none of them <see cref="Phase.Gone"/>.</param>
/// <param name="Tombstones">Pods to be terminated, whether or not they are among <paramref name="Pods"/>.</param>
public sealed record PodSnapshot(Epoch Epoch, ImmutableArray<PodReport> Pods, ImmutableArray<PodId> Tombstones) : Message(Epoch);

/// <summary>Down, to the Scheduler: hold this new Pod and find a node for it.</summary>
/// <param name="Pod">A Pod whose name was never used.</param>
public sealed record Place(Epoch Epoch, PodId Pod) : Message(Epoch);

/// <summary>Down, to a Kubelet: run this Pod.</summary>
/// <param name="Requests">What the Scheduler counts for the Pod.</param>
public sealed record Bind(Epoch Epoch, PodId Pod, Resources Requests) : Message(Epoch);

/// <summary>Down on a Pod link: terminate these Pods.</summary>
/// <param name="Pods">Each Pod once.</param>
public sealed record Tombstone(Epoch Epoch, ImmutableArray<PodId> Pods) : Message(Epoch);

/// <summary>Up on a Pod link: these Pods changed (soft invalidation).</summary>
/// <param name="Pods">Each Pod once, with its new phase; <see cref="Phase.Gone"/> drops it.</param>
public sealed record Update(Epoch Epoch, ImmutableArray<PodReport> Pods) : Message(Epoch)
{
    /// <summary>
    /// Pods that the sender ends by its own decision, whether or not they are among <see cref="Pods"/>. They no longer count above, and the
    /// upper stage keeps their tombstones if the sender crashes.
    /// </summary>
    public ImmutableArray<PodId> Tombstones { get; init; } = [];
}
