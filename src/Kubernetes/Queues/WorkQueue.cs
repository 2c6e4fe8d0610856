using System.Diagnostics.CodeAnalysis;
using KubeDirect.Primitives;

namespace KubeDirect.Kubernetes.Queues;

/// <summary>A queue of keys to be worked on, each by one worker at a time and not twice without need.</summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <remarks>
/// <para>A key that is added while it waits is in the queue once. A key that is added while it is being worked on waits until
/// <see cref="Done"/>, and is then queued again: its worker may have read what has changed since.</para>
/// <para>Every key that was got must be given back with <see cref="Done"/>. Thread-safe.</para>
/// </remarks>
public sealed class WorkQueue<TKey> : IDisposable
    where TKey : notnull
{
    private readonly object _lock = new();
    private readonly Queue<TKey> _queue = new();
    private readonly HashSet<TKey> _dirty = [];
    private readonly HashSet<TKey> _processing = [];
    private readonly Permits _available = new(0);
    private readonly DelayedKeys<TKey> _delayed;
    private readonly KeyedBackoff<TKey> _backoff;
    private readonly Permits _drained = new(0);
    private bool _shuttingDown;

    /// <summary>An empty queue.</summary>
    /// <param name="time">The clock of delays.</param>
    /// <param name="initialBackoff">The delay after a key's first failure; 5 ms if null.</param>
    /// <param name="maxBackoff">The longest delay; 1000 s if null.</param>
    public WorkQueue(TimeProvider time, TimeSpan? initialBackoff = null, TimeSpan? maxBackoff = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        _delayed = new DelayedKeys<TKey>(time, Add);
        _backoff = new KeyedBackoff<TKey>(initialBackoff ?? TimeSpan.FromMilliseconds(5), maxBackoff ?? TimeSpan.FromSeconds(1000));
    }

    /// <summary>How many keys wait to be got; those being worked on and those delayed are not counted.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>Queues a key, unless it waits already. Without effect after shutdown.</summary>
    public void Add(TKey key)
    {
        lock (_lock)
        {
            if (_shuttingDown || !_dirty.Add(key) || _processing.Contains(key))
            {
                return;
            }

            Enqueue(key);
        }
    }

    /// <summary>Queues a key after a delay; the earliest of several delays counts. Without effect after shutdown.</summary>
    /// <param name="key">The key.</param>
    /// <param name="delay">Zero or less means now.</param>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }

        _delayed.Schedule(key, delay);
    }

    /// <summary>Queues a key again after a failure, each time after twice as long, until <see cref="Forget"/>.</summary>
    public void AddRateLimited(TKey key) => AddAfter(key, _backoff.Next(key));

    /// <summary>Starts a key's delays over, after a success.</summary>
    public void Forget(TKey key) => _backoff.Forget(key);

    /// <summary>How often a key has been added by <see cref="AddRateLimited"/> since it was forgotten.</summary>
    public int Requeues(TKey key) => _backoff.Failures(key);

    /// <summary>Waits for a key.</summary>
    /// <returns>
    /// The key, to be given back with <see cref="Done"/>; or no key: the queue is shut down, and none will come any more.
    /// </returns>
    /// <exception cref="OperationCanceledException">Cancelled; no key was taken.</exception>
    public async Task<QueueItem<TKey>> GetAsync(CancellationToken cancellation = default)
    {
        await _available.WaitAsync(cancellation);
        lock (_lock)
        {
            if (_queue.TryDequeue(out var key))
            {
                _dirty.Remove(key);
                _processing.Add(key);
                ReleaseWorkersIfLast();
                return new QueueItem<TKey>(true, key);
            }

            // Only the end releases more than is queued; pass it on to the next who waits.
            _available.Release();
            return default;
        }
    }

    /// <summary>Gives a key back; it is queued again if it was added meanwhile.</summary>
    public void Done(TKey key)
    {
        lock (_lock)
        {
            _processing.Remove(key);
            if (_dirty.Contains(key))
            {
                Enqueue(key);
            }

            CompleteIfDrained();
        }
    }

    /// <summary>Takes no more keys; those that wait are still given out, those delayed are forgotten.</summary>
    public void ShutDown()
    {
        lock (_lock)
        {
            if (_shuttingDown)
            {
                return;
            }

            _shuttingDown = true;
            ReleaseWorkersIfLast();
            CompleteIfDrained();
        }

        _delayed.Clear();
    }

    /// <summary>Shuts down and completes when every key that waited has been worked on and given back.</summary>
    public async Task ShutDownWithDrainAsync(CancellationToken cancellation = default)
    {
        ShutDown();
        await _drained.WaitAsync(cancellation);
        _drained.Release(); // For the next who waits.
    }

    /// <summary>Shuts down and drops timers. The queue may still be drained.</summary>
    public void Dispose() => ShutDown();

    private void Enqueue(TKey key)
    {
        _queue.Enqueue(key);
        _available.Release();
    }

    /// <summary>
    /// No key will come any more. One that is being worked on and has changed meanwhile is still to come: whoever waits stays for it.
    /// </summary>
    private void ReleaseWorkersIfLast()
    {
        if (_shuttingDown && _dirty.Count == 0)
        {
            _available.Release();
        }
    }

    private void CompleteIfDrained()
    {
        if (_shuttingDown && _queue.Count == 0 && _processing.Count == 0)
        {
            _drained.Release();
        }
    }
}

/// <summary>What <see cref="WorkQueue{TKey}.GetAsync"/> gives.</summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <param name="HasKey">False if the queue is shut down and no key will come any more.</param>
/// <param name="Key">The key; the default if there is none.</param>
public readonly record struct QueueItem<TKey>([property: MemberNotNullWhen(true, "Key")] bool HasKey, TKey? Key);
