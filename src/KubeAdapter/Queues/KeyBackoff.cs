namespace KubeDirect.KubeAdapter;

/// <summary>A delay for each key that doubles with every failure of that key. Thread-safe.</summary>
internal sealed class KeyBackoff<TKey>(TimeSpan initial, TimeSpan limit)
    where TKey : notnull
{
    private readonly object _lock = new();
    private readonly Dictionary<TKey, int> _failures = [];

    public TimeSpan Next(TKey key)
    {
        lock (_lock)
        {
            var failures = _failures.GetValueOrDefault(key);
            _failures[key] = failures + 1;

            // In floating point, so that no number of failures overflows.
            var ticks = initial.Ticks * Math.Pow(2, failures);
            return ticks >= limit.Ticks ? limit : TimeSpan.FromTicks((long)ticks);
        }
    }

    public int Failures(TKey key)
    {
        lock (_lock)
        {
            return _failures.GetValueOrDefault(key);
        }
    }

    public void Forget(TKey key)
    {
        lock (_lock)
        {
            _failures.Remove(key);
        }
    }
}
