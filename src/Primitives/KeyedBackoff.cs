namespace KubeDirect.Primitives;

/// <summary>A <see cref="Backoff"/> for each of many keys. Thread-safe.</summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <param name="initial">The delay after a key's first failure; more than zero.</param>
/// <param name="limit">The longest delay; more than zero.</param>
/// <param name="seed">Seed of the jitter, as for <see cref="Backoff"/>; null for no jitter.</param>
public sealed class KeyedBackoff<TKey>(TimeSpan initial, TimeSpan limit, int? seed = null)
    where TKey : notnull
{
    // A plain object and not a Lock, which Coyote does not control.
    private readonly object gate = new();
    private readonly Dictionary<TKey, int> failures = [];
    private readonly Random? jitter = seed is { } value ? new Random(value) : null;

    /// <summary>Counts a failure of a key.</summary>
    /// <returns>The delay before the key is tried again.</returns>
    public TimeSpan Next(TKey key)
    {
        lock (gate)
        {
            var before = failures.GetValueOrDefault(key);
            failures[key] = before + 1;
            return Backoff.Delay(initial, limit, before, jitter);
        }
    }

    /// <summary>How many failures of a key were counted since it was forgotten.</summary>
    public int Failures(TKey key)
    {
        lock (gate)
        {
            return failures.GetValueOrDefault(key);
        }
    }

    /// <summary>Starts a key over, after a success.</summary>
    public void Forget(TKey key)
    {
        lock (gate)
        {
            failures.Remove(key);
        }
    }
}
