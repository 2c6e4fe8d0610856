namespace KubeDirect.Primitives;

/// <summary>A counting semaphore for tasks.</summary>
/// <param name="count">How many permits are free at first; at least 0.</param>
/// <remarks>
/// Thread-safe; first come, first served. It does not use <see cref="SemaphoreSlim"/>, because Coyote does not model its cancellation: a
/// wait that was cancelled would never end. It is made of a lock and task completion sources, which Coyote controls.
/// </remarks>
public sealed class Permits(int count)
{
    private readonly object gate = new();
    private readonly LinkedList<TaskCompletionSource> waiting = [];
    private int free = count;

    /// <summary>Gives a permit to the caller that has waited longest, or keeps it if none waits.</summary>
    public void Release()
    {
        lock (gate)
        {
            while (waiting.First is { } first)
            {
                waiting.RemoveFirst();
                if (first.Value.TrySetResult())
                {
                    return;
                }
            }

            free++;
        }
    }

    /// <summary>Takes a permit when there is one.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled, and no permit was taken.</exception>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        LinkedListNode<TaskCompletionSource> mine;
        lock (gate)
        {
            if (free > 0)
            {
                free--;
                return;
            }

            // Who waits goes on in a turn of its own, never inside the call that releases or cancels.
            mine = waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        var registration = cancellation.Register(() => mine.Value.TrySetCanceled(cancellation));
        try
        {
            await mine.Value.Task;
        }
        catch (OperationCanceledException)
        {
            lock (gate)
            {
                if (mine.List is not null)
                {
                    waiting.Remove(mine);
                }
            }

            throw;
        }
        finally
        {
            registration.Unregister(); // Unlike disposing it, this waits for nobody.
        }
    }

    /// <summary>Waits for a time to pass.</summary>
    public static async Task DelayAsync(TimeSpan delay, TimeProvider time, CancellationToken cancellation)
    {
        var passed = new Permits(0);
        using var timer = time.CreateTimer(_ => passed.Release(), state: null, delay, Timeout.InfiniteTimeSpan);
        await passed.WaitAsync(cancellation);
    }
}
