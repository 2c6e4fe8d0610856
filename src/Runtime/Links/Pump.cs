using KubeDirect.StateMachine;

namespace KubeDirect.Runtime.Links;

/// <summary>Moves messages between a connection and a stage until the connection ends.</summary>
internal static class Pump
{
    /// <summary>Reads and writes until either ends, and then aborts the connection. Returns in one sentence why it ended.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="outbox">The messages to write.</param>
    /// <param name="receive">Takes a message that was read. While it waits, the reader waits, and so does the peer in the end.</param>
    /// <param name="cancellation">Ends both.</param>
    public static async Task<string> RunAsync(
        IConnection connection,
        Outbox outbox,
        Func<Message, CancellationToken, Task> receive,
        CancellationToken cancellation)
    {
        // Not a linked source: to dispose one waits for callbacks that run, and here it is enough that no callback starts any more.
        var either = new CancellationTokenSource();
        var registration = cancellation.Register(either.Cancel);
        var reading = ReadAsync(connection, receive, either.Token);
        var writing = WriteAsync(connection, outbox, either.Token);
        var first = await Task.WhenAny(reading, writing);
        registration.Unregister();
        either.Cancel();
        connection.Abort();
        var why = await first;

        // One after the other: Task.WhenAll of several tasks takes a span since .NET 9, and Coyote does not control that.
        await reading;
        await writing;
        return why;
    }

    private static async Task<string> ReadAsync(
        IConnection connection,
        Func<Message, CancellationToken, Task> receive,
        CancellationToken cancellation)
    {
        try
        {
            while (await connection.ReadAsync(cancellation) is { } batch)
            {
                RuntimeMetrics.Received.Add(batch.Count);
                foreach (var message in batch)
                {
                    await receive(message, cancellation);
                }
            }

            return "the peer ended it";
        }
        catch (Exception e) when (e is LinkBrokenException or LinkProtocolException or OperationCanceledException)
        {
            return e.Message;
        }
    }

    private static async Task<string> WriteAsync(IConnection connection, Outbox outbox, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                var batch = await outbox.TakeAsync(cancellation);
                await connection.WriteAsync(batch, cancellation);
                RuntimeMetrics.Sent.Add(batch.Count);
            }
        }
        catch (Exception e) when (e is LinkBrokenException or LinkProtocolException or OperationCanceledException)
        {
            return e.Message;
        }
    }
}
