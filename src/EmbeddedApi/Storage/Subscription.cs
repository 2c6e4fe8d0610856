using System.Threading.Channels;

namespace KubeDirect.EmbeddedApi.Storage;

/// <summary>
/// One watch: a bounded buffer between the store, which never waits, and a client, which may be slow. When the buffer is full
/// the watch is cut off, so memory stays bounded and the client lists again. Offered to under the store's lock, read by one reader.
/// </summary>
internal sealed class Subscription : IDisposable
{
    private readonly Channel<WatchEvent> buffer;
    private readonly CancellationTokenSource overflow = new();
    private readonly Action<Subscription> onDispose;

    public Subscription(Selection selection, int capacity, Action<Subscription> onDispose)
    {
        Selection = selection;
        this.onDispose = onDispose;
        buffer = Channel.CreateBounded<WatchEvent>(new BoundedChannelOptions(capacity) { SingleReader = true });
    }

    public Selection Selection { get; }

    /// <summary>The changes, oldest first. Completes when the watch was cut off.</summary>
    public ChannelReader<WatchEvent> Changes => buffer.Reader;

    /// <summary>Cancelled when the watch was cut off, so that a write that waits for a slow client ends.</summary>
    public CancellationToken CutOff => overflow.Token;

    /// <summary>Adds a change if the watch is about it.</summary>
    public void Offer(WatchEvent change)
    {
        if (Selection.View(change) is { } view && !buffer.Writer.TryWrite(view))
        {
            buffer.Writer.TryComplete();

            // Never run the reader's continuations under the store's lock.
            _ = overflow.CancelAsync();
        }
    }

    public void Dispose()
    {
        onDispose(this);
        buffer.Writer.TryComplete();
        overflow.Dispose();
    }
}
