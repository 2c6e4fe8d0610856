using Microsoft.AspNetCore.Http;

namespace KubeDirect.EmbeddedApi.Faults;

/// <summary>
/// Lets a test or a demo take the API away, slow it down, or make chosen requests fail. Safe from any thread; a change applies to
/// requests that arrive after it, and <see cref="TakeDown"/> and <see cref="DropWatches"/> also to the watches that are open.
/// </summary>
public sealed class ApiFaults : IDisposable
{
    private readonly Lock gate = new();
    private CancellationTokenSource watches = new();
    private volatile bool isDown;
    private volatile Func<HttpContext, FaultAction?>? onRequest;
    private long latencyTicks;

    internal ApiFaults()
    {
    }

    /// <summary>Whether the API is taken away: every request's connection is broken.</summary>
    public bool IsDown => isDown;

    /// <summary>How much later every request is carried out, by the server's clock. Zero by default; not negative.</summary>
    public TimeSpan Latency
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref latencyTicks));
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            Interlocked.Exchange(ref latencyTicks, value.Ticks);
        }
    }

    /// <summary>Decides for each request what goes wrong; null for nothing. Called from many threads at once; must not throw.</summary>
    public Func<HttpContext, FaultAction?>? OnRequest
    {
        get => onRequest;
        set => onRequest = value;
    }

    /// <summary>Cancelled when open watches are to break.</summary>
    internal CancellationToken WatchesBreak
    {
        get
        {
            lock (gate)
            {
                return watches.Token;
            }
        }
    }

    /// <summary>Takes the API away: breaks every watch, and every request until <see cref="BringBack"/>. What is stored stays.</summary>
    public void TakeDown()
    {
        isDown = true;
        DropWatches();
    }

    /// <summary>Ends what <see cref="TakeDown"/> began.</summary>
    public void BringBack() => isDown = false;

    /// <summary>Breaks the connections of all open watches.</summary>
    public void DropWatches()
    {
        CancellationTokenSource broken;
        lock (gate)
        {
            broken = watches;
            watches = new CancellationTokenSource();
        }

        broken.Cancel();
        broken.Dispose();
    }

    // Only the server that these faults belong to disposes of them.
    void IDisposable.Dispose()
    {
        lock (gate)
        {
            watches.Dispose();
        }
    }
}
