using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging;

namespace KubeDirect.Runtime.Links;

/// <summary>
/// The downstream end of a link. It serves connections from the stage above. The connection that sent Hello last is current.
/// </summary>
/// <remarks>
/// <see cref="Send"/> is called on the actor's turn only. <see cref="ServeAsync"/> may be called from any thread, for any number of
/// connections at once.
/// </remarks>
public sealed class DownstreamLink : IAsyncDisposable
{
    private readonly IStageActor actor;
    private readonly LinkOptions options;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stop = new();
    private readonly object gate = new();
    private readonly HashSet<Task> serving = [];
    private Session? current;

    internal DownstreamLink(IStageActor actor, LinkOptions options, ILogger logger)
    {
        this.actor = actor;
        this.options = options;
        this.logger = logger;
    }

    /// <summary>The stage.</summary>
    internal IStageActor Actor => actor;

    /// <summary>Serves a connection until it ends. Returns normally whatever ends it.</summary>
    public Task ServeAsync(IConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        lock (gate)
        {
            if (stop.IsCancellationRequested)
            {
                connection.Abort();
                return Task.CompletedTask;
            }

            serving.RemoveWhere(task => task.IsCompleted);
            var task = RunAsync(connection);
            serving.Add(task);
            return task;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Stop();
        Task[] all;
        lock (gate)
        {
            all = [.. serving];
        }

        await Task.WhenAll(all);
    }

    /// <summary>Ends every connection and takes no new one. <see cref="DisposeAsync"/> waits for that.</summary>
    internal void Stop()
    {
        lock (gate)
        {
            stop.Cancel();
        }
    }

    /// <summary>Sends to the stage above if the message is of the current connection's epoch. Otherwise the message is lost.</summary>
    internal void Send(Message message)
    {
        if (current is { } session && session.Epoch == message.Epoch && !session.Outbox.TryAdd(message))
        {
            session.Connection.Abort();
        }
    }

    private async Task RunAsync(IConnection connection)
    {
        await using (connection)
        {
            var outbox = new Outbox(options, actor.Wake);
            var greeted = false;
            var why = await Pump.RunAsync(
                connection,
                outbox,
                (message, cancellation) =>
                {
                    Func<bool>? before = null;
                    if (message is Hello hello)
                    {
                        greeted = true;
                        before = () => Use(new Session(connection, outbox, hello.Epoch));
                    }

                    return greeted
                        ? actor.PostAsync(new FromAbove(message), before, cancellation)
                        : throw new LinkProtocolException($"its first message was {message.GetType().Name} and not Hello");
                },
                stop.Token);
            actor.Call(() => current = current?.Connection == connection ? null : current);
            if (!stop.IsCancellationRequested)
            {
                RuntimeLog.Closed(logger, actor.Name, why);
            }
        }
    }

    private bool Use(Session session)
    {
        if (current is { } former && former.Connection != session.Connection)
        {
            former.Connection.Abort();
        }

        current = session;
        return true;
    }

    private sealed record Session(IConnection Connection, Outbox Outbox, Epoch Epoch);
}
