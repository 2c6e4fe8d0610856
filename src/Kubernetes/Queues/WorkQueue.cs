using KubeDirect.Primitives;

namespace KubeDirect.Kubernetes.Queues;

/// <summary>A queue of keys for workers. Only one worker at a time works on a key.</summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <remarks>
/// <para>A key that is added while it waits is in the queue once. A key that is added while it is being worked on waits until
/// <see cref="Done"/>, and is then queued again: its worker may have read what has changed since.</para>
/// <para>Every key that was got must be given back with <see cref="Done"/>. Thread-safe.</para>
/// </remarks>
public sealed class WorkQueue<TKey> : IDisposable
    where TKey : notnull
{
    private readonly object gate = new();
    private readonly Queue<TKey> queue = new();
    private readonly HashSet<TKey> dirty = [];
    private readonly HashSet<TKey> processing = [];
    private readonly Permits available = new(0);
    private readonly DelayedKeys<TKey> delayed;
    private readonly KeyedBackoff<TKey> backoff;
    private readonly Permits drained = new(0);
    private bool shuttingDown;

    /// <summary>An empty queue.</summary>
    /// <param name="time">The clock of delays.</param>
    /// <param name="initialBackoff">The delay after a key's first failure; 5 ms if null.</param>
    /// <param name="maxBackoff">The longest delay; 1000 s if null.</param>
    public WorkQueue(TimeProvider time, TimeSpan? initialBackoff = null, TimeSpan? maxBackoff = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        delayed = new DelayedKeys<TKey>(time, Add);
        backoff = new KeyedBackoff<TKey>(initialBackoff ?? TimeSpan.FromMilliseconds(5), maxBackoff ?? TimeSpan.FromSeconds(1000));
    }

    /// <summary>The number of keys that wait for a worker. Keys that are being worked on and delayed keys are not counted.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return queue.Count;
            }
        }
    }

    /// <summary>Queues a key, unless it waits already. Without effect after shutdown.</summary>
    public void Add(TKey key)
    {
        lock (gate)
        {
            if (shuttingDown || !dirty.Add(key) || processing.Contains(key))
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

        delayed.Schedule(key, delay);
    }

    /// <summary>Queues a key again after a failure. The delay doubles each time, until <see cref="Forget"/>.</summary>
    public void AddRateLimited(TKey key) => AddAfter(key, backoff.Next(key));

    /// <summary>Resets the delay of a key after a success.</summary>
    public void Forget(TKey key) => backoff.Forget(key);

    /// <summary>How often a key has been added by <see cref="AddRateLimited"/> since it was forgotten.</summary>
    public int Requeues(TKey key) => backoff.Failures(key);

    /// <summary>Waits for a key.</summary>
    /// <returns>
    /// The key, which must be given back with <see cref="Done"/>; or no key, if the queue is shut down and no key will come any more.
    /// </returns>
    /// <exception cref="OperationCanceledException">Cancelled; no key was taken.</exception>
    public async Task<QueueItem<TKey>> GetAsync(CancellationToken cancellation = default)
    {
        await available.WaitAsync(cancellation);
        lock (gate)
        {
            if (queue.TryDequeue(out var key))
            {
                dirty.Remove(key);
                processing.Add(key);
                ReleaseWorkersIfLast();
                return new QueueItem<TKey>(true, key);
            }

            // Only shutdown releases more permits than there are keys. The next waiter needs the permit, too.
            available.Release();
            return default;
        }
    }

    /// <summary>Gives a key back. If it was added meanwhile, it is queued again.</summary>
    public void Done(TKey key)
    {
        lock (gate)
        {
            processing.Remove(key);
            if (dirty.Contains(key))
            {
                Enqueue(key);
            }

            CompleteIfDrained();
        }
    }

    /// <summary>Stops taking keys. Keys that wait are still given out. Delayed keys are dropped.</summary>
    public void ShutDown()
    {
        lock (gate)
        {
            if (shuttingDown)
            {
                return;
            }

            shuttingDown = true;
            ReleaseWorkersIfLast();
            CompleteIfDrained();
        }

        delayed.Clear();
    }

    /// <summary>Shuts down and completes when every key that waited has been worked on and given back.</summary>
    public async Task ShutDownWithDrainAsync(CancellationToken cancellation = default)
    {
        ShutDown();
        await drained.WaitAsync(cancellation);
        drained.Release(); // The next waiter needs a permit, too.
    }

    /// <summary>Shuts down and drops timers. The queue may still be drained.</summary>
    public void Dispose() => ShutDown();

    private void Enqueue(TKey key)
    {
        queue.Enqueue(key);
        available.Release();
    }

    /// <summary>
    /// Releases the waiting workers if no key will come any more. A key that was added while it was worked on is still to come.
    /// </summary>
    private void ReleaseWorkersIfLast()
    {
        if (shuttingDown && dirty.Count == 0)
        {
            available.Release();
        }
    }

    private void CompleteIfDrained()
    {
        if (shuttingDown && queue.Count == 0 && processing.Count == 0)
        {
            drained.Release();
        }
    }
}
