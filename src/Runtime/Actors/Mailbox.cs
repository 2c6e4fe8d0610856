using KubeDirect.Primitives;
using KubeDirect.StateMachine;

namespace KubeDirect.Runtime;

/// <summary>What waits for an actor: an input, and what is to happen on the actor's own turn just before it.</summary>
/// <param name="Input">The input; null if only <paramref name="Before"/> matters.</param>
/// <param name="Before">Runs on the actor's turn; null if nothing is to. If it says false, the input is dropped.</param>
internal readonly record struct Mail(Input? Input, Func<bool>? Before);

/// <summary>An actor's queue. Who can wait, waits for room; who cannot (answers of effects, news of watches) is always let in.</summary>
/// <param name="capacity">How many wait before <see cref="PutAsync"/> makes its caller wait; at least 1.</param>
/// <remarks>
/// Thread-safe. Built from locks and not from channels, because Coyote controls the former and not the latter.
/// What is let in without waiting is bounded by what the stage itself asked for, or by what exists at the API server.
/// </remarks>
internal sealed class Mailbox(int capacity)
{
    private readonly object gate = new();
    private readonly Queue<Mail> waiting = new();
    private readonly Permits room = new(capacity);
    private readonly Permits bell = new(0);
    private readonly Queue<bool> paid = new();
    private bool rung;
    private bool closed;

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
        if (!Enqueue(mail, paidFor: true))
        {
            room.Release(); // Lets the next one in line see that nobody takes mail any more.
        }
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

        RuntimeMetrics.Waiting.Add(-1);

        if (freed)
        {
            room.Release();
        }

        return true;
    }

    /// <summary>Nobody takes mail any more: what waits and what comes is dropped, and nobody waits for room.</summary>
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
            RingLocked();
            return true;
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
