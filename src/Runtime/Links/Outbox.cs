using KubeDirect.Primitives;
using KubeDirect.StateMachine;

namespace KubeDirect.Runtime;

/// <summary>The messages that wait to be written to one connection. The stage puts them in and never waits; a writer takes them out.</summary>
/// <param name="options">The bounds.</param>
/// <param name="roomAgain">Called when decisions that were put off may be taken again.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class Outbox(LinkOptions options, Action roomAgain)
{
    private readonly object gate = new();
    private readonly Queue<Message> waiting = new();
    private readonly Permits bell = new(0);
    private bool rung;
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
    /// <returns>False if it overflows: the connection is to be broken.</returns>
    public bool TryAdd(Message message)
    {
        lock (gate)
        {
            if (waiting.Count >= options.Capacity)
            {
                return false;
            }

            waiting.Enqueue(message);
            if (!rung)
            {
                rung = true;
                bell.Release();
            }

            return true;
        }
    }

    /// <summary>Takes what waits, as far as it is of one epoch and fits in a batch; waits if nothing does.</summary>
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

            await bell.WaitAsync(cancellation);
            lock (gate)
            {
                // Not before the ring was taken, or rings would add up.
                rung = false;
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
