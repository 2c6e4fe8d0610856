using KubeDirect.StateMachine;

namespace KubeDirect.Runtime;

/// <summary>What waits for an actor: an input, and what is to happen on the actor's own turn just before it.</summary>
/// <param name="Input">The input; null if only <paramref name="Before"/> matters.</param>
/// <param name="Before">Runs on the actor's turn; null if nothing is to.</param>
internal readonly record struct Mail(Input? Input, Action? Before);

/// <summary>An actor's queue. Who can wait, waits for room; who cannot (answers of effects, news of watches) is always let in.</summary>
/// <param name="capacity">How many wait before <see cref="PutAsync"/> makes its caller wait; at least 1.</param>
/// <remarks>
/// Thread-safe. Built from a lock and semaphores and not from channels, because Coyote controls the former and not the latter.
/// What is let in without waiting is bounded by what the stage itself asked for, or by what exists at the API server.
/// </remarks>
internal sealed class Mailbox(int capacity) : IDisposable
{
    private readonly object gate = new();
    private readonly Queue<Mail> waiting = new();
    private readonly SemaphoreSlim room = new(capacity, capacity);
    private readonly SemaphoreSlim bell = new(0, 1);
    private readonly Queue<bool> paid = new();
    private bool rung;

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return waiting.Count;
            }
        }
    }

    /// <summary>Puts mail in at once.</summary>
    public void Put(Mail mail) => Enqueue(mail, paidFor: false);

    /// <summary>Puts mail in when there is room.</summary>
    public async Task PutAsync(Mail mail, CancellationToken cancellation)
    {
        await room.WaitAsync(cancellation);
        Enqueue(mail, paidFor: true);
    }

    /// <summary>Wakes the actor without mail: something that its decisions depend on has changed.</summary>
    public void Ring()
    {
        lock (gate)
        {
            RingLocked();
        }
    }

    /// <summary>Waits until there is mail or somebody rings.</summary>
    public Task WaitAsync(CancellationToken cancellation) => bell.WaitAsync(cancellation);

    /// <summary>To be called after <see cref="WaitAsync"/>: the next ring counts again.</summary>
    public void Answered()
    {
        lock (gate)
        {
            rung = false;
        }
    }

    /// <summary>Takes the oldest mail, if there is any.</summary>
    public bool TryTake(out Mail mail)
    {
        var freed = false;
        lock (gate)
        {
            if (!waiting.TryDequeue(out mail))
            {
                return false;
            }

            freed = paid.Dequeue();
        }

        if (freed)
        {
            room.Release();
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        room.Dispose();
        bell.Dispose();
    }

    private void Enqueue(Mail mail, bool paidFor)
    {
        lock (gate)
        {
            waiting.Enqueue(mail);
            paid.Enqueue(paidFor);
            RingLocked();
        }
    }

    private void RingLocked()
    {
        if (!rung)
        {
            rung = true;
            bell.Release();
        }
    }
}
