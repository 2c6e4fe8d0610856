using KubeDirect.Primitives;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging;

namespace KubeDirect.Runtime.Links;

/// <summary>The upstream end of a link. It dials, tells the stage when a connection is made or lost, and dials again.</summary>
/// <remarks><see cref="Send"/> and <see cref="HasRoom"/> are called on the actor's turn only.</remarks>
internal sealed class UpstreamLink(
    LinkId link,
    IDialer dialer,
    IStageActor actor,
    StageActorOptions options,
    int seed,
    ILogger logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private Task loop = Task.CompletedTask;
    private IConnection? connection;
    private Outbox? outbox;

    /// <summary>Whether decisions may send on it now.</summary>
    public bool HasRoom => outbox is { HasRoom: true };

    /// <summary>Starts dialing.</summary>
    public void Start() => loop = Background.Run(() => RunAsync(stop.Token), options.TaskScheduler);

    /// <summary>Ends the connection and stops dialing. <see cref="DisposeAsync"/> waits for that.</summary>
    public void Stop()
    {
        (outbox, connection) = (null, null);
        stop.Cancel();
    }

    /// <summary>Sends on the current connection. Without one the message is lost.</summary>
    public void Send(Message message)
    {
        if (outbox is { } current && !current.TryAdd(message))
        {
            connection?.Abort();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        stop.Cancel();
        await loop;
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        var backoff = new Backoff(options.Links.InitialBackoff, options.Links.MaxBackoff, seed);
        try
        {
            while (true)
            {
                if (await TryDialAsync(cancellation) is { } dialed)
                {
                    await using (dialed)
                    {
                        await ServeAsync(dialed, backoff, cancellation);
                    }
                }

                await Permits.DelayAsync(backoff.Next(), options.Time, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task<IConnection?> TryDialAsync(CancellationToken cancellation)
    {
        try
        {
            return await dialer.DialAsync(cancellation);
        }
        catch (Exception e) when (!(e is OperationCanceledException && cancellation.IsCancellationRequested))
        {
            // Also exceptions that a dialer must not throw: a link that stopped dialing would never be made again.
            RuntimeLog.Unreachable(logger, actor.Name, link.ToString(), e.Message);
            return null;
        }
    }

    private async Task ServeAsync(IConnection dialed, Backoff backoff, CancellationToken cancellation)
    {
        var box = new Outbox(options.Links, actor.Wake);

        // The connection becomes current on the turn that takes Connect, so that Hello is the first message on it.
        await actor.PostAsync(new Connect(link), () => Use(dialed, box, cancellation), cancellation);
        var why = await Pump.RunAsync(
            dialed,
            box,
            async (message, token) =>
            {
                backoff.Reset();
                await actor.PostAsync(new FromBelow(link, message), before: null, token);
            },
            cancellation);
        cancellation.ThrowIfCancellationRequested();
        RuntimeLog.Broke(logger, actor.Name, link.ToString(), why);
        RuntimeMetrics.Breaks.Add(1);
        await actor.PostAsync(new LinkLost(link), () => Use(next: null, box: null, cancellation), cancellation);
    }

    /// <summary>
    /// Makes a connection current. False if the link was ended meanwhile: its inputs would be taken for those of the link that replaced it.
    /// </summary>
    private bool Use(IConnection? next, Outbox? box, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return false;
        }

        (connection, outbox) = (next, box);
        return true;
    }
}
