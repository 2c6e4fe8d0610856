using KubeDirect.StateMachine;

namespace KubeDirect.Runtime;

/// <summary>Connects two stages of one process, with nothing between them but bounded queues, and breaks on demand.</summary>
/// <param name="below">The downstream stage's end.</param>
/// <param name="capacity">Batches that wait each way before a writer waits; at least 1.</param>
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

    /// <summary>Breaks the connection that is there, if any; what is in flight is lost.</summary>
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
