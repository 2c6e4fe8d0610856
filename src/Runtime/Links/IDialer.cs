namespace KubeDirect.Runtime.Links;

/// <summary>Reaches the stage below. Thread-safe.</summary>
public interface IDialer
{
    /// <summary>Opens a connection.</summary>
    /// <exception cref="LinkBrokenException">The stage cannot be reached now; the message says why in one sentence.</exception>
    Task<IConnection> DialAsync(CancellationToken cancellation);
}
