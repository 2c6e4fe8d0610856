using KubeDirect.StateMachine;

namespace KubeDirect.Runtime.Links;

/// <summary>
/// One connection of a link: first in, first out in both directions until it breaks. One reader and one writer at a time.
/// </summary>
public interface IConnection : IAsyncDisposable
{
    /// <summary>Sends messages. Completes when the transport has taken them; a slow peer delays this.</summary>
    /// <param name="batch">At least one message, all of one epoch.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="LinkBrokenException">The connection has ended.</exception>
    Task WriteAsync(IReadOnlyList<Message> batch, CancellationToken cancellation);

    /// <summary>Receives the next messages. Returns null when the peer has closed the connection.</summary>
    /// <exception cref="LinkBrokenException">The connection has ended.</exception>
    /// <exception cref="LinkProtocolException">The peer sent something that is no message.</exception>
    Task<IReadOnlyList<Message>?> ReadAsync(CancellationToken cancellation);

    /// <summary>
    /// Ends the connection at once. Readers and writers of both ends fail. May be called from any thread, any number of times.
    /// </summary>
    void Abort();
}
