namespace KubeDirect.Runtime.InMemory;

/// <summary>Connects two stages of one process by bounded queues, and can be broken on demand.</summary>
/// <param name="below">The end of the link at the downstream stage.</param>
/// <param name="capacity">How many batches wait in each direction before a writer waits; at least 1.</param>
/// <remarks>Thread-safe.</remarks>
public sealed class InMemoryLink(DownstreamLink below, int capacity = 16) : IDialer
{
    private readonly object gate = new();
    private InMemoryConnection? last;
    private bool refusing;

    /// <summary>While true, dialing fails: the stage below cannot be reached.</summary>
    public bool Refusing
    {
        get
        {
            lock (gate)
            {
                return refusing;
            }
        }

        set
        {
            lock (gate)
            {
                refusing = value;
            }
        }
    }

    /// <summary>Breaks the current connection, if there is one. Messages in flight are lost.</summary>
    public void Break()
    {
        lock (gate)
        {
            last?.Abort();
        }
    }

    /// <inheritdoc/>
    public Task<IConnection> DialAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            if (refusing)
            {
                throw new LinkBrokenException("The link refuses connections.");
            }

            var (near, far) = InMemoryConnection.Pair(capacity);
            last = near;
            _ = below.ServeAsync(far);
            return Task.FromResult<IConnection>(near);
        }
    }
}
