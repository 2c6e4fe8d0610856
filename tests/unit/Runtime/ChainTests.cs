using Xunit;
using Xunit.Abstractions;

namespace KubeDirect.Tests.Unit.Runtime;

public sealed class ChainTests(ITestOutputHelper output)
{
    public static TheoryData<Transport> Transports => [Transport.InMemory, Transport.Grpc];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Two_hundred_pods_run_and_end_again(Transport transport)
    {
        await using var chain = await TestChain.StartAsync(transport);
        chain.Scale(200);
        await chain.ConvergesAsync(200);
        Assert.All(chain.Nodes, node => Assert.Equal(40, chain.K(node).State.Pods.Count));
        chain.Scale(0);
        await chain.ConvergesAsync(0);
        Assert.Equal(200, chain.Monitor.PodsStarted);
        chain.AssertSafe();
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Links_that_break_at_random_while_scaling_do_no_harm(Transport transport)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var chain = await TestChain.StartAsync(transport, seed);
        var wires = chain.Wires.Values.ToList();
        var count = 0;
        for (var round = 0; round < 40; round++)
        {
            if (round % 4 == 0)
            {
                count = random.Next(200);
                chain.Scale(count);
            }

            // A link breaks once it has been made again, so that each break breaks something.
            var wire = wires[random.Next(wires.Count)];
            var connections = wire.Connections;
            wire.Break();
            await chain.Until(() => wire.Connections > connections, () => $"seed {seed}: a broken link was not dialed again");
        }

        await chain.ConvergesAsync(count);
        chain.AssertSafe(seed);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Each_stage_restarted_in_the_middle_of_scaling_is_survived_and_no_pod_starts_twice(Transport transport)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        await using var chain = await TestChain.StartAsync(transport, seed);
        var count = 0;
        foreach (var stage in chain.Stages.Where(stage => !stage.StartsWith("node-", StringComparison.Ordinal) || stage == "node-2"))
        {
            count = count == 200 ? 20 : 200;
            var before = chain.Monitor.Steps;
            chain.Scale(count);
            await chain.Until(() => chain.Monitor.Steps > before + 50, () => "nothing happens");
            await chain.RestartAsync(stage);
            await chain.ConvergesAsync(count);
        }

        chain.AssertSafe(seed);
    }

    /// <summary>Where every place is taken, each new Pod waits for one that ends, and a place that is given twice is a violation.</summary>
    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Full_nodes_are_never_promised_more_than_they_have(Transport transport)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var chain = await TestChain.StartAsync(transport, seed, nodes: 5, places: 8, stopping: TimeSpan.FromMilliseconds(20));
        var wires = chain.Wires.Values.ToList();
        for (var round = 0; round < 12; round++)
        {
            // More than there is room for, then fewer, so that some end while others wait for their places.
            chain.Scale(40 + random.Next(60));
            await chain.Until(() => chain.Running >= 38, () => $"seed {seed}: {chain.Running} Pods run of 40");
            chain.Scale(10 + random.Next(20));
            var before = chain.Monitor.Steps;
            await chain.Until(() => chain.Monitor.Steps > before + random.Next(60), () => $"seed {seed}: nothing happens");
            chain.Scale(40 + random.Next(60));
            wires[random.Next(wires.Count)].Break();
            if (round % 3 == 2)
            {
                await chain.RestartAsync(random.Next(2) == 0 ? "scheduler" : "node-1");
            }
        }

        chain.Scale(40);
        await chain.ConvergesAsync(40);
        chain.AssertSafe(seed);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Stages_that_are_disposed_in_the_middle_of_traffic_end(Transport transport)
    {
        for (var round = 0; round < 5; round++)
        {
            var chain = await TestChain.StartAsync(transport);
            chain.Scale(500);
            await chain.Until(() => chain.Monitor.PodsStarted > 20 * round, () => "no Pod starts");
            await chain.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));
            chain.AssertSafe();
        }
    }
}
