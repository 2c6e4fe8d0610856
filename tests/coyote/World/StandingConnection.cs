using KubeDirect.Primitives;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Coyote.World;

/// <summary>A connection whose peer, from some moment on, takes nothing more and does not end it either.</summary>
internal sealed class StandingConnection(IConnection inner) : IConnection
{
    private volatile bool stands;

    /// <summary>From now on what is written waits until the connection is given up.</summary>
    public void StandStill() => stands = true;

    public async Task WriteAsync(IReadOnlyList<Message> batch, CancellationToken cancellation)
    {
        if (stands)
        {
            await new Permits(0).WaitAsync(cancellation);
        }

        await inner.WriteAsync(batch, cancellation);
    }

    public Task<IReadOnlyList<Message>?> ReadAsync(CancellationToken cancellation) => inner.ReadAsync(cancellation);

    public void Abort() => inner.Abort();

    // Awaited here: Coyote loses a ValueTask that is only passed on, and sees a deadlock.
    public async ValueTask DisposeAsync() => await inner.DisposeAsync();
}
