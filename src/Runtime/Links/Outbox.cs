using KubeDirect.Primitives;
using KubeDirect.StateMachine;

namespace KubeDirect.Runtime.Links;

/// <summary>The messages that wait to be written to one connection. The stage adds them and never waits. A writer takes them out.</summary>
/// <param name="options">The bounds.</param>
/// <param name="roomAgain">Called when decisions that were put off may be taken again. Must not block.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class Outbox(LinkOptions options, Action roomAgain)
{
    private readonly object gate = new();
    private readonly Queue<Message> waiting = new();
    private readonly Permits signal = new(0);
    private bool signalled;
    private bool wasFull;

    /// <summary>Whether decisions may add to it.</summary>
    public bool HasRoom
    {
        get
        {
            lock (gate)
            {
                wasFull |= waiting.Count >= options.HighWater;
                return waiting.Count < options.HighWater;
            }
        }
    }

    /// <summary>Adds a message.</summary>
    /// <returns>False if the outbox is full. The connection is to be broken then.</returns>
    public bool TryAdd(Message message)
    {
        lock (gate)
        {
            if (waiting.Count >= options.Capacity)
            {
                return false;
            }

            waiting.Enqueue(message);
            if (!signalled)
            {
                signalled = true;
                signal.Release();
            }

            return true;
        }
    }

    /// <summary>Takes the messages of one epoch that wait, as many as fit in a batch. Waits if there are none.</summary>
    public async Task<IReadOnlyList<Message>> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var batch = Take(out var again);
            if (again)
            {
                roomAgain();
            }

            if (batch.Count > 0)
            {
                return batch;
            }

            await signal.WaitAsync(cancellation);
            lock (gate)
            {
                // Not before the signal was taken, or signals would add up.
                signalled = false;
            }
        }
    }

    private List<Message> Take(out bool again)
    {
        var batch = new List<Message>();
        lock (gate)
        {
            while (batch.Count < options.BatchSize && waiting.TryPeek(out var next) && (batch.Count == 0 || next.Epoch == batch[0].Epoch))
            {
                batch.Add(waiting.Dequeue());
            }

            again = wasFull && waiting.Count <= options.HighWater / 2;
            wasFull &= !again;
        }

        return batch;
    }
}
