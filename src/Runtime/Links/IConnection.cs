using KubeDirect.StateMachine;

namespace KubeDirect.Runtime;

/// <summary>One connection of a link: first-in-first-out both ways until it breaks. One reader and one writer at a time.</summary>
public interface IConnection : IAsyncDisposable
{
    /// <summary>Sends messages; completes when the transport has taken them, which is where a slow peer makes itself felt.</summary>
    /// <param name="batch">At least one message, all of one epoch.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="LinkBrokenException">The connection is no more.</exception>
    Task WriteAsync(IReadOnlyList<Message> batch, CancellationToken cancellation);

    /// <summary>Receives the next messages; null when the peer has ended the connection in order.</summary>
    /// <exception cref="LinkBrokenException">The connection is no more.</exception>
    /// <exception cref="LinkProtocolException">The peer sent what is no message.</exception>
    Task<IReadOnlyList<Message>?> ReadAsync(CancellationToken cancellation);

    /// <summary>Ends it at once; readers and writers of both ends fail. May be called from anywhere, any number of times.</summary>
    void Abort();
}

/// <summary>Reaches the stage below. Thread-safe.</summary>
public interface IDialer
{
    /// <summary>Opens a connection.</summary>
    /// <exception cref="LinkBrokenException">The stage cannot be reached now; the message says why in one sentence.</exception>
    Task<IConnection> DialAsync(CancellationToken cancellation);
}

/// <summary>A connection broke or could not be made: it will be tried again, and the handshake makes up for what was lost.</summary>
public sealed class LinkBrokenException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A peer does not speak the protocol: its connection is closed.</summary>
public sealed class LinkProtocolException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Bounds and delays of links. Immutable.</summary>
public sealed record LinkOptions
{
    /// <summary>Messages that wait to be sent before decisions that would add to them are put off; at least 0, which puts off all of them.</summary>
    public int HighWater { get; init => field = Least.Of(0, value); } = 1024;

    /// <summary>Messages that wait to be sent before the connection is broken: the handshake after it sends the difference only. Above <see cref="HighWater"/>.</summary>
    public int Capacity { get; init => field = Least.Of(1, value); } = 131_072;

    /// <summary>Messages in a batch at most; at least 1.</summary>
    public int BatchSize { get; init => field = Least.Of(1, value); } = 512;

    /// <summary>The first delay before dialing again, at least a millisecond; doubles with each failure, with jitter.</summary>
    public TimeSpan InitialBackoff { get; init => field = Least.Of(TimeSpan.FromMilliseconds(1), value); } = TimeSpan.FromMilliseconds(20);

    /// <summary>The longest delay before dialing again, at least a millisecond.</summary>
    public TimeSpan MaxBackoff { get; init => field = Least.Of(TimeSpan.FromMilliseconds(1), value); } = TimeSpan.FromSeconds(2);
}
