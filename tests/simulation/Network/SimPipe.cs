using KubeDirect.Primitives;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation.Network;

/// <summary>One direction of a connection: first-in-first-out with a delay and a window, until it breaks.</summary>
internal sealed class SimPipe(SimLoop loop, SimWire wire, bool down, int window)
{
    private readonly Permits room = new(window);
    private readonly Permits items = new(0);
    private readonly Queue<IReadOnlyList<Message>> arrived = new();
    private readonly Queue<IReadOnlyList<Message>> stalled = new();
    private TimeSpan lastArrival;
    private int free = window;
    private int flying;
    private int cut = int.MaxValue;
    private bool holding;
    private bool writerBroken;
    private bool readerBroken;

    /// <summary>The newest batch that was read.</summary>
    public IReadOnlyList<Message>? Last { get; private set; }

    /// <summary>Batches sent and not read.</summary>
    public int Pending => flying + stalled.Count + arrived.Count;

    public async Task WriteAsync(IReadOnlyList<Message> batch, CancellationToken cancellation)
    {
        if (--free < 0)
        {
            wire.Network.NoteFull(wire);
        }

        await room.WaitAsync(cancellation);
        Check(writerBroken, room);
        flying++;
        var at = loop.Now + wire.Latency();
        lastArrival = at > lastArrival ? at : lastArrival;
        loop.After(lastArrival - loop.Now, () => Arrive(batch));
        wire.Network.NoteWrite(new Transfer(wire, down, batch));
    }

    public async Task<IReadOnlyList<Message>?> ReadAsync(SimProcess reader, CancellationToken cancellation)
    {
        await items.WaitAsync(cancellation);
        Check(readerBroken, items);
        if (wire.ReadDelay > TimeSpan.Zero)
        {
            await Permits.DelayAsync(wire.ReadDelay, reader.Time, cancellation);
            Check(readerBroken, items);
        }

        var batch = arrived.Dequeue();
        Last = batch;
        free++;
        room.Release();
        wire.Network.NoteRead(new Transfer(wire, down, batch));
        return batch;
    }

    /// <summary>Nothing of it arrives until <see cref="Release"/>: it took another way through the network.</summary>
    public void Hold() => holding = true;

    public void Release()
    {
        holding = false;
        Unblock();
    }

    /// <summary>What stalled while the direction was blocked goes on, in order.</summary>
    public void Unblock()
    {
        while (!holding && stalled.TryDequeue(out var batch))
        {
            Deliver(batch);
        }
    }

    /// <summary>Of what is on its way, only the first few arrive.</summary>
    public void Cut(int survivors) => cut = Math.Min(cut, survivors);

    public void BreakWriter()
    {
        writerBroken = true;
        room.Release();
    }

    public void BreakReader()
    {
        readerBroken = true;
        items.Release();
    }

    private static void Check(bool broken, Permits permits)
    {
        if (broken)
        {
            permits.Release(); // For the next one to see it too.
            throw new LinkBrokenException("the connection was broken");
        }
    }

    private void Arrive(IReadOnlyList<Message> batch)
    {
        flying--;
        if (wire.IsBlocked(down) || holding || stalled.Count > 0)
        {
            stalled.Enqueue(batch);
        }
        else
        {
            Deliver(batch);
        }
    }

    private void Deliver(IReadOnlyList<Message> batch)
    {
        if (cut > 0 && !readerBroken)
        {
            cut -= cut == int.MaxValue ? 0 : 1;
            arrived.Enqueue(batch);
            items.Release();
        }
    }
}
