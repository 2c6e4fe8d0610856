using KubeDirect.Primitives;
using KubeDirect.StateMachine;

namespace KubeDirect.Runtime.InMemory;

/// <summary>One end of a connection inside the process.</summary>
internal sealed class InMemoryConnection : IConnection
{
    private readonly Pipe outgoing;
    private readonly Pipe incoming;

    private InMemoryConnection(Pipe outgoing, Pipe incoming)
    {
        this.outgoing = outgoing;
        this.incoming = incoming;
    }

    public static (InMemoryConnection Near, InMemoryConnection Far) Pair(int capacity)
    {
        var down = new Pipe(capacity);
        var up = new Pipe(capacity);
        return (new InMemoryConnection(down, up), new InMemoryConnection(up, down));
    }

    public Task WriteAsync(IReadOnlyList<Message> batch, CancellationToken cancellation) => outgoing.WriteAsync(batch, cancellation);

    public Task<IReadOnlyList<Message>?> ReadAsync(CancellationToken cancellation) => incoming.ReadAsync(cancellation);

    public void Abort()
    {
        outgoing.Break();
        incoming.Break();
    }

    public ValueTask DisposeAsync()
    {
        Abort();
        return ValueTask.CompletedTask;
    }

    /// <summary>One direction: a bounded queue that can be broken.</summary>
    private sealed class Pipe(int capacity)
    {
        private readonly object gate = new();
        private readonly Queue<IReadOnlyList<Message>> batches = new();
        private readonly Permits room = new(capacity);
        private readonly Permits items = new(0);
        private volatile bool broken;

        public async Task WriteAsync(IReadOnlyList<Message> batch, CancellationToken cancellation)
        {
            await WaitAsync(room, cancellation);
            lock (gate)
            {
                batches.Enqueue(batch);
            }

            items.Release();
        }

        public async Task<IReadOnlyList<Message>?> ReadAsync(CancellationToken cancellation)
        {
            await WaitAsync(items, cancellation);
            IReadOnlyList<Message> batch;
            lock (gate)
            {
                batch = batches.Dequeue();
            }

            room.Release();
            return batch;
        }

        public void Break()
        {
            broken = true;
            room.Release();
            items.Release();
        }

        private async Task WaitAsync(Permits permits, CancellationToken cancellation)
        {
            await permits.WaitAsync(cancellation);
            if (broken)
            {
                permits.Release(); // The next caller must see it, too.
                throw new LinkBrokenException("the connection was broken");
            }
        }
    }
}
