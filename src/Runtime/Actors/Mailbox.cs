using KubeDirect.Primitives;

namespace KubeDirect.Runtime.Actors;

/// <summary>
/// An actor's queue. A sender that can wait waits for room. A sender that cannot wait (results of effects, events of watches) always gets
/// in.
/// </summary>
/// <param name="capacity">How many items wait before <see cref="PutAsync"/> makes its caller wait; at least 1.</param>
/// <remarks>
/// Thread-safe. It is built from locks and not from channels, because Coyote controls locks and not channels.
/// Mail that gets in without waiting is bounded by what the stage itself requested, or by what exists at the API server.
/// </remarks>
internal sealed class Mailbox(int capacity)
{
    private readonly object gate = new();
    private readonly Queue<Mail> waiting = new();
    private readonly Permits room = new(capacity);
    private readonly Permits signal = new(0);
    private readonly Queue<bool> paid = new();
    private bool signalled;
    private bool closed;

    /// <summary>Puts mail in at once.</summary>
    public void Put(Mail mail) => Enqueue(mail, paidFor: false);

    /// <summary>Puts mail in when there is room.</summary>
    public async Task PutAsync(Mail mail, CancellationToken cancellation)
    {
        await room.WaitAsync(cancellation);
        if (!Enqueue(mail, paidFor: true))
        {
            room.Release(); // The next sender in line sees that the mailbox is closed.
        }
    }

    /// <summary>Wakes the actor without mail, because something that its decisions depend on has changed.</summary>
    public void Signal()
    {
        lock (gate)
        {
            SignalLocked();
        }
    }

    /// <summary>Waits until there is mail or <see cref="Signal"/> is called.</summary>
    public Task WaitAsync(CancellationToken cancellation) => signal.WaitAsync(cancellation);

    /// <summary>To be called after <see cref="WaitAsync"/>: from now on the next signal wakes the actor again.</summary>
    public void ResetSignal()
    {
        lock (gate)
        {
            signalled = false;
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

        RuntimeMetrics.Waiting.Add(-1);

        if (freed)
        {
            room.Release();
        }

        return true;
    }

    /// <summary>Closes the mailbox: waiting and later mail is dropped, and nobody waits for room.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            RuntimeMetrics.Waiting.Add(-waiting.Count);
            waiting.Clear();
            paid.Clear();
        }

        room.Release();
    }

    private bool Enqueue(Mail mail, bool paidFor)
    {
        lock (gate)
        {
            if (closed)
            {
                return false;
            }

            waiting.Enqueue(mail);
            RuntimeMetrics.Waiting.Add(1);
            paid.Enqueue(paidFor);
            SignalLocked();
            return true;
        }
    }

    private void SignalLocked()
    {
        if (!signalled)
        {
            signalled = true;
            signal.Release();
        }
    }
}
