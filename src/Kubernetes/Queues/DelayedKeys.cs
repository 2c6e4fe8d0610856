namespace KubeDirect.Kubernetes.Queues;

/// <summary>Keys that are passed on later, each at the earliest of its times. Thread-safe.</summary>
internal sealed class DelayedKeys<TKey>(TimeProvider time, Action<TKey> due)
    where TKey : notnull
{
    private readonly object gate = new();
    private readonly Dictionary<TKey, Entry> entries = [];
    private readonly long began = time.GetTimestamp();
    private bool closed;

    public void Schedule(TKey key, TimeSpan delay)
    {
        // Monotonic time, as timers have it: a wall clock can be set.
        var at = time.GetElapsedTime(began) + delay;
        lock (gate)
        {
            if (closed)
            {
                return;
            }

            if (entries.TryGetValue(key, out var known))
            {
                if (at >= known.At)
                {
                    return;
                }

                known.Timer?.Dispose();
            }

            var entry = new Entry(key, at);
            entries[key] = entry;
            entry.Timer = time.CreateTimer(Fire, entry, delay, Timeout.InfiniteTimeSpan);
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            closed = true;
            foreach (var entry in entries.Values)
            {
                entry.Timer?.Dispose();
            }

            entries.Clear();
        }
    }

    private void Fire(object? state)
    {
        var entry = (Entry)state!;
        lock (gate)
        {
            // A timer that was replaced may still fire once.
            if (!entries.TryGetValue(entry.Key, out var current) || !ReferenceEquals(current, entry))
            {
                return;
            }

            entries.Remove(entry.Key);
            entry.Timer?.Dispose();
        }

        due(entry.Key);
    }

    private sealed class Entry(TKey key, TimeSpan at)
    {
        public TKey Key { get; } = key;

        public TimeSpan At { get; } = at;

        public ITimer? Timer { get; set; }
    }
}
