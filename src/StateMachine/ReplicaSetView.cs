using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>A ReplicaSet as its stage holds it. Immutable.</summary>
/// <param name="Existence">Whether its object exists.</param>
/// <param name="Held">The count that the Deployment stage set; null if it set none in this incarnation.</param>
/// <param name="Pods">Every Pod known and not gone.</param>
/// <param name="Tombstones">Pods to be terminated and not yet confirmed gone. Some may not be in <paramref name="Pods"/>.</param>
/// <param name="Live">The Pods that count: no tombstone and before <see cref="Phase.Terminating"/>.</param>
public sealed record ReplicaSetView(
    Existence Existence,
    Count? Held,
    ImmutableDictionary<PodId, PodView> Pods,
    ImmutableHashSet<PodId> Tombstones,
    ImmutableSortedSet<LivePod> Live)
{
    /// <summary>Nothing known.</summary>
    public static readonly ReplicaSetView Empty = new(Existence.Unseen, Held: null, ImmutableDictionary<PodId, PodView>.Empty, [], []);

    /// <summary>Whether the stage may forget it.</summary>
    /// <remarks>
    /// A count is kept unless it is marked as gone: the level above was told that the count is held, and does not repeat it.
    /// </remarks>
    public bool IsForgettable => Pods.IsEmpty && Tombstones.IsEmpty && Held is null or { Gone: true } && Existence != Existence.Exists;

    /// <summary>How many Pods are wanted; null if nothing is known, which asks for nothing.</summary>
    /// <param name="listed">Whether all ReplicaSets were seen once.</param>
    public int? Want(bool listed) => Existence switch
    {
        Existence.Exists => Held?.Replicas,
        Existence.Deleted => 0,

        // Deleted or not seen yet: no Pod is wanted either way.
        _ when Held is { Replicas: 0 } => 0,

        // Without a count, an owner that a complete list lacks was deleted, and its Pods outlived it.
        // With a count it may be newer than the list.
        _ => listed && Held is null ? 0 : null,
    };

    /// <summary>How many live Pods are too many; negative if some are missing, null if nothing is known.</summary>
    /// <param name="listed">Whether all ReplicaSets were seen once.</param>
    public int? Excess(bool listed) => Live.Count - Want(listed);

    /// <summary>Takes over what is reported of a Pod. Adopts the Pod if it was unknown.</summary>
    public ReplicaSetView WithPod(PodId pod, PodView view)
    {
        var live = Pods.TryGetValue(pod, out var old) ? Live.Remove(new LivePod(old.Phase, pod)) : Live;
        return this with
        {
            Pods = Pods.SetItem(pod, view),
            Live = view.Phase < Phase.Terminating && !Tombstones.Contains(pod) ? live.Add(new LivePod(view.Phase, pod)) : live,
        };
    }

    /// <summary>A Pod is confirmed gone: its entry and its tombstone are dropped.</summary>
    public ReplicaSetView WithoutPod(PodId pod) => this with
    {
        Live = Pods.TryGetValue(pod, out var old) ? Live.Remove(new LivePod(old.Phase, pod)) : Live,
        Pods = Pods.Remove(pod),
        Tombstones = Tombstones.Remove(pod),
    };

    /// <summary>A Pod is to be terminated.</summary>
    public ReplicaSetView WithTombstone(PodId pod) => this with
    {
        Live = Pods.TryGetValue(pod, out var old) ? Live.Remove(new LivePod(old.Phase, pod)) : Live,
        Tombstones = Tombstones.Add(pod),
    };

    /// <summary>Hard invalidation: forgets every Pod and keeps every tombstone.</summary>
    public ReplicaSetView WithoutPods() => this with { Pods = ImmutableDictionary<PodId, PodView>.Empty, Live = [] };
}
