namespace KubeDirect.Kubernetes.Queues;

/// <summary>Keys that are to be handed on later, each at its earliest time. Thread-safe.</summary>
internal sealed class DelayedKeys<TKey>(TimeProvider time, Action<TKey> due)
    where TKey : notnull
{
    private readonly object _lock = new();
    private readonly Dictionary<TKey, Entry> _entries = [];
    private readonly long _began = time.GetTimestamp();
    private bool _closed;

    public void Schedule(TKey key, TimeSpan delay)
    {
        // As timers do, this follows no clock that may be set.
        var at = time.GetElapsedTime(_began) + delay;
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            if (_entries.TryGetValue(key, out var known))
            {
                if (at >= known.At)
                {
                    return;
                }

                known.Timer?.Dispose();
            }

            var entry = new Entry(key, at);
            _entries[key] = entry;
            entry.Timer = time.CreateTimer(Fire, entry, delay, Timeout.InfiniteTimeSpan);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var entry in _entries.Values)
            {
                entry.Timer?.Dispose();
            }

            _entries.Clear();
        }
    }

    private void Fire(object? state)
    {
        var entry = (Entry)state!;
        lock (_lock)
        {
            // A timer that was replaced may still fire once.
            if (!_entries.TryGetValue(entry.Key, out var current) || !ReferenceEquals(current, entry))
            {
                return;
            }

            _entries.Remove(entry.Key);
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
