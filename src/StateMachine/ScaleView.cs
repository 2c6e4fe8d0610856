using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>The upstream end's view of a scale link, and where it differs from what is wanted. Immutable.</summary>
/// <param name="Sent">By key: what the level below holds or was sent.</param>
/// <param name="Todo">Keys whose view differs from what is wanted: those that <c>PushCount</c> is enabled for.</param>
/// <param name="Forgotten">
/// The highest version of any key that was forgotten; 0 if none was. A key that comes back continues above it, because the level below may
/// still hold the key and takes higher versions only.
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
    public static ScaleView Reset(
        ImmutableSortedDictionary<ScaleKey, Count> counts,
        IEnumerable<ScaleKey> wanted,
        Func<ScaleKey, Desired?> want)
    {
        // A count that is held as gone is known to be held. It is forgotten, as at its acknowledgement.
        var kept = counts.Where(pair => !pair.Value.Gone).ToImmutableSortedDictionary(
            pair => pair.Key,
            pair => new Sent(pair.Value, Acked: true));
        var forgotten = counts.Values.Where(count => count.Gone).Select(count => count.Version).DefaultIfEmpty().Max();
        var view = new ScaleView(kept, [], forgotten);
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
        // A key that the level below does not know is pushed even at 0: that level may hold Pods without knowing a count.
        var differs = want is { } desired
            && (!Sent.TryGetValue(key, out var sent) || new Desired(sent.Count.Replicas, sent.Count.Gone) != desired);
        return this with { Todo = differs ? Todo.Add(key) : Todo.Remove(key) };
    }

    /// <summary>The count that is sent for a key, with the next version.</summary>
    /// <param name="key">The key.</param>
    /// <param name="want">What is wanted of it.</param>
    public (ScaleView View, Count Count) Push(ScaleKey key, Desired want)
    {
        var version = Sent.TryGetValue(key, out var sent) ? sent.Count.Version + 1 : Forgotten + 1;
        var count = new Count(want.Replicas, version, want.Gone);
        return (this with { Sent = Sent.SetItem(key, new Sent(count, Acked: false)), Todo = Todo.Remove(key) }, count);
    }

    /// <summary>Notes that a write is held below. The key is forgotten if that write says that it is gone.</summary>
    /// <param name="key">The key.</param>
    /// <param name="version">The version that is held.</param>
    public ScaleView Ack(ScaleKey key, ulong version)
    {
        if (!Sent.TryGetValue(key, out var sent) || sent.Count.Version != version)
        {
            return this; // This acknowledges an older write. The newer one is in flight.
        }

        return sent.Count.Gone
            ? this with { Sent = Sent.Remove(key), Forgotten = Math.Max(Forgotten, version) }
            : this with { Sent = Sent.SetItem(key, sent with { Acked = true }) };
    }
}
