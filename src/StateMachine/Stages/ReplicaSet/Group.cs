using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>Whether a ReplicaSet is at the API server, as far as its stage has seen.</summary>
public enum Existence
{
    /// <summary>Not seen yet; once the first list is complete: newer than the list, or deleted before it.</summary>
    Unseen,

    /// <summary>It is there.</summary>
    Exists,

    /// <summary>It was deleted, or is no longer the chain's.</summary>
    Deleted,
}

/// <summary>A Pod as the ReplicaSet stage sees it.</summary>
/// <param name="Phase">How far it has come; <see cref="Phase.Placed"/> is dirty.</param>
/// <param name="Node">Where it is bound, or <see cref="NodeName.None"/>.</param>
public readonly record struct PodView(Phase Phase, NodeName Node);

/// <summary>A live Pod, ordered by how little is lost with it: those that have come least far first.</summary>
/// <param name="Phase">How far it has come.</param>
/// <param name="Pod">The Pod.</param>
public readonly record struct Victim(Phase Phase, PodId Pod) : IComparable<Victim>
{
    /// <inheritdoc/>
    public int CompareTo(Victim other)
    {
        var byPhase = Phase.CompareTo(other.Phase);
        return byPhase != 0 ? byPhase : Pod.CompareTo(other.Pod);
    }
}

/// <summary>What the ReplicaSet stage holds of one ReplicaSet. Immutable.</summary>
/// <param name="Existence">Whether its object is there.</param>
/// <param name="Held">The count that the Deployment stage set; null if it set none in this incarnation.</param>
/// <param name="Pods">Every Pod known and not gone.</param>
/// <param name="Tombstones">Pods to be terminated and not yet confirmed gone; also ones that are not in <paramref name="Pods"/>.</param>
/// <param name="Live">The Pods that count: no tombstone and before <see cref="Phase.Terminating"/>.</param>
public sealed record Group(
    Existence Existence,
    Count? Held,
    ImmutableDictionary<PodId, PodView> Pods,
    ImmutableHashSet<PodId> Tombstones,
    ImmutableSortedSet<Victim> Live)
{
    /// <summary>Nothing known.</summary>
    public static readonly Group Empty = new(Existence.Unseen, Held: null, ImmutableDictionary<PodId, PodView>.Empty, [], []);

    /// <summary>Whether nothing is left to know about it.</summary>
    /// <remarks>Any count but that of one that is gone is kept: the level above was told that it is held, and will not say it again.</remarks>
    public bool IsForgettable => Pods.IsEmpty && Tombstones.IsEmpty && Held is null or { Gone: true } && Existence != Existence.Exists;

    /// <summary>How many Pods are wanted; null where nothing is known, which asks for nothing.</summary>
    /// <param name="listed">Whether all ReplicaSets were seen once.</param>
    public int? Want(bool listed) => Existence switch
    {
        Existence.Exists => Held?.Replicas,
        Existence.Deleted => 0,

        // Whether it is deleted or yet to be seen: of one that is wanted at 0, nothing is wanted.
        _ when Held is { Replicas: 0 } => 0,

        // Its Pods outlived both this stage's memory and their ReplicaSet: an owner that a complete list lacks was
        // deleted. With a count it may instead be one that the watch has yet to show.
        _ => listed && Held is null ? 0 : null,
    };

    /// <summary>How many live Pods are too many; negative where some are missing, null where nothing is known.</summary>
    /// <param name="listed">Whether all ReplicaSets were seen once.</param>
    public int? Excess(bool listed) => Live.Count - Want(listed);

    /// <summary>A Pod came this far; adopts it if it was unknown.</summary>
    public Group Set(PodId pod, PodView view)
    {
        var live = Pods.TryGetValue(pod, out var old) ? Live.Remove(new Victim(old.Phase, pod)) : Live;
        return this with
        {
            Pods = Pods.SetItem(pod, view),
            Live = view.Phase < Phase.Terminating && !Tombstones.Contains(pod) ? live.Add(new Victim(view.Phase, pod)) : live,
        };
    }

    /// <summary>A Pod is confirmed gone: entry and tombstone are dropped.</summary>
    public Group Drop(PodId pod) => this with
    {
        Live = Pods.TryGetValue(pod, out var old) ? Live.Remove(new Victim(old.Phase, pod)) : Live,
        Pods = Pods.Remove(pod),
        Tombstones = Tombstones.Remove(pod),
    };

    /// <summary>A Pod is to be terminated.</summary>
    public Group Bury(PodId pod) => this with
    {
        Live = Pods.TryGetValue(pod, out var old) ? Live.Remove(new Victim(old.Phase, pod)) : Live,
        Tombstones = Tombstones.Add(pod),
    };

    /// <summary>Hard invalidation: forgets every Pod, keeps every tombstone.</summary>
    public Group Invalidate() => this with { Pods = ImmutableDictionary<PodId, PodView>.Empty, Live = [] };
}
