using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>What a level was last sent of a key.</summary>
/// <param name="Count">The count and its version.</param>
/// <param name="Acked">Whether the level below is known to hold it; until then it is dirty.</param>
public readonly record struct Sent(Count Count, bool Acked);

/// <summary>The upstream end's view of a scale link, and where it differs from what is wanted. Immutable.</summary>
/// <param name="Sent">By key: what the level below holds or was sent.</param>
/// <param name="Todo">Keys whose view differs from what is wanted: those that <c>PushCount</c> is enabled for.</param>
/// <param name="Forgotten">
/// The highest version of any key that was forgotten; 0 if none was. A key that comes back goes on above it: the level below may hold it still, and takes
/// higher versions only.
/// </param>
public sealed record ScaleView(ImmutableSortedDictionary<ScaleKey, Sent> Sent, ImmutableSortedSet<ScaleKey> Todo, ulong Forgotten)
{
    /// <summary>Nothing known, nothing to do.</summary>
    public static readonly ScaleView Empty = new(ImmutableSortedDictionary<ScaleKey, Sent>.Empty, [], 0);

    /// <summary>How many keys are dirty: sent and not acknowledged.</summary>
    public int Dirty => Sent.Count(pair => !pair.Value.Acked);

    /// <summary>Hard invalidation: the view becomes what the level below says.</summary>
    /// <param name="counts">The snapshot.</param>
    /// <param name="wanted">The keys that somebody wants something of.</param>
    /// <param name="want">What is wanted of a key; null where nothing is known.</param>
    public static ScaleView Reset(ImmutableSortedDictionary<ScaleKey, Count> counts, IEnumerable<ScaleKey> wanted, Func<ScaleKey, Desired?> want)
    {
        // What is held as gone is known to be held, and so forgotten, as at its acknowledgement.
        var (gone, kept) = (counts.Values.Where(count => count.Gone), counts.Where(pair => !pair.Value.Gone));
        var view = new ScaleView(kept.ToImmutableSortedDictionary(pair => pair.Key, pair => new Sent(pair.Value, Acked: true)), [], gone.Select(count => count.Version).DefaultIfEmpty().Max());
        foreach (var key in wanted.Concat(view.Sent.Keys))
        {
            view = view.Compare(key, want(key));
        }

        return view;
    }

    /// <summary>Notes whether the key is to be pushed, now that this much is wanted of it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="want">What is wanted; null where nothing is known, which asks for nothing.</param>
    public ScaleView Compare(ScaleKey key, Desired? want)
    {
        // A key that the level below never heard of is pushed even at 0: that level may hold Pods without knowing a count.
        var differs = want is { } desired && (!Sent.TryGetValue(key, out var sent) || new Desired(sent.Count.Replicas, sent.Count.Gone) != desired);
        return this with { Todo = differs ? Todo.Add(key) : Todo.Remove(key) };
    }

    /// <summary>Action <c>PushCount</c>: the count that goes out, with the next version.</summary>
    /// <param name="key">The key.</param>
    /// <param name="want">What is wanted of it.</param>
    public (ScaleView View, Count Count) Push(ScaleKey key, Desired want)
    {
        var version = Sent.TryGetValue(key, out var sent) ? sent.Count.Version + 1 : Forgotten + 1;
        var count = new Count(want.Replicas, version, want.Gone);
        return (this with { Sent = Sent.SetItem(key, new Sent(count, Acked: false)), Todo = Todo.Remove(key) }, count);
    }

    /// <summary>Action <c>RecvCountAck</c>: a write is held below. The key is forgotten if that write says that it is gone.</summary>
    /// <param name="key">The key.</param>
    /// <param name="version">The version that is held.</param>
    public ScaleView Ack(ScaleKey key, ulong version)
    {
        if (!Sent.TryGetValue(key, out var sent) || sent.Count.Version != version)
        {
            return this; // An older write; the newer one is still on its way.
        }

        return sent.Count.Gone
            ? this with { Sent = Sent.Remove(key), Forgotten = Math.Max(Forgotten, version) }
            : this with { Sent = Sent.SetItem(key, sent with { Acked = true }) };
    }
}
