namespace KubeDirect.Tests.Coyote.Scenarios;

/// <summary>Links to what reads slowly, or not at all.</summary>
internal static class BackPressureScenarios
{
    public static readonly IReadOnlyDictionary<string, Func<Task>> All = new Dictionary<string, Func<Task>>
    {
        ["a slow consumer with full queues is waited for"] = SlowConsumerAsync,
        ["a node that stands still is given up when more tombstones wait for it than fit"] = OverflowAsync,
    };

    /// <summary>One batch on the wire, one message in a mailbox, and an outbox that overflows at the third.</summary>
    private static async Task SlowConsumerAsync()
    {
        var chain = new Chain(new Shape
        {
            Replicas = 3,
            WireCapacity = 1,
            MailboxCapacity = 1,
            Links = new LinkOptions { HighWater = 1, Capacity = 2, BatchSize = 1 },
        });
        chain.Start();
        await chain.ConvergesAsync(3);
        await Task.Run(() => chain.SetCountAsync((Chain.ReplicaSet, 0)));
        await chain.ConvergesAsync(0);
        await chain.EndAsync(0);
    }

    /// <summary>
    /// Tombstones are passed on as they come, room or not, so those for a node that stands still overflow the outbox to it; the Scheduler
    /// breaks the connection, and the next handshake says what is left to do.
    /// </summary>
    private static async Task OverflowAsync()
    {
        var chain = new Chain(new Shape { Replicas = 4, Links = new LinkOptions { HighWater = 1, Capacity = 2, BatchSize = 1 } });
        StandingConnection? toNode = null;
        chain.ToKubelet.Through = connection => toNode = new StandingConnection(connection);
        chain.Start();
        await chain.ConvergesAsync(4);
        toNode!.StandStill();
        await Task.Run(() => chain.SetCountAsync((Chain.ReplicaSet, 0)));
        await chain.ConvergesAsync(0);
        await chain.EndAsync(0);
    }
}
