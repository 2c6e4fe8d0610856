using System.Collections.Immutable;
using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using KubeDirect.Runtime;
using KubeDirect.StateMachine;
using Xunit;
using Xunit.Abstractions;
using Wire = KubeDirect.Runtime.Grpc.Wire;

namespace KubeDirect.Tests.Unit.Runtime.Grpc;

/// <summary>Peers that write what no stage writes, and as much as they like, to a server that others go on using.</summary>
public sealed class HostilePeerTests(ITestOutputHelper output) : IDisposable
{
    private static readonly ScaleKey Web = new("default/web-abc");
    private readonly CancellationTokenSource limit = new(TimeSpan.FromSeconds(120));

    public void Dispose() => limit.Dispose();

    [Fact]
    public async Task Bytes_that_are_no_batch_close_their_connection_and_no_other()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var server = await StartAsync();
        await using var kubelet = Kubelet(server);
        using var dialers = new GrpcDialers(new LinkMetrics());
        var dialer = new CountingDialer(dialers.To(server.Address, "a"));
        await using var scheduler = LinkEnds.Scheduler(dialer);
        await LinkEnds.InSyncAsync(scheduler);
        for (var round = 0; round < 100; round++)
        {
            var bytes = new byte[1 + random.Next(200)];
            random.NextBytes(bytes);
            bytes[0] = 0xff; // Of wire type 7, which there is not: whatever follows, it is no batch.
            await AssertClosedAsync(server, bytes);
        }

        Assert.Equal(1, dialer.Connections);
        Assert.True(scheduler.State.AllInSync);
    }

    [Fact]
    public async Task A_batch_that_no_stage_would_write_closes_its_connection_and_changes_nothing()
    {
        await using var server = await StartAsync();
        await using var kubelet = Kubelet(server);
        var before = kubelet.State;
        await AssertClosedAsync(server, new Wire.Batch { Items = { new Wire.Item { Hello = new Wire.Nothing() } } }.ToByteArray());
        Assert.Same(before, kubelet.State);
    }

    [Fact]
    public async Task A_batch_beyond_the_bound_closes_its_connection()
    {
        await using var server = await StartAsync();
        await using var kubelet = Kubelet(server);
        await AssertClosedAsync(
            server,
            new Wire.Batch { Counter = 1, Owners = { new string('x', GrpcDialers.MaxBatchBytes) } }.ToByteArray());
        Assert.Equal(Epoch.None, kubelet.State.Above.Epoch);
    }

    [Fact]
    public async Task A_snapshot_beyond_the_bound_is_a_broken_connection_and_says_why()
    {
        await using var server = await StartAsync();
        await using var kubelet = Kubelet(server);
        using var dialers = new GrpcDialers(new LinkMetrics());
        await using var connection = await dialers.To(server.Address, "a").DialAsync(limit.Token);
        var counts = ImmutableSortedDictionary<ScaleKey, Count>.Empty.Add(
            new ScaleKey("default/" + new string('x', GrpcDialers.MaxBatchBytes)),
            new Count(1, 1));
        var error = await Assert.ThrowsAsync<LinkBrokenException>(() =>
            connection.WriteAsync([new ScaleSnapshot(new Epoch(1, 1), counts)], limit.Token));
        Assert.Contains("maximum", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_of_ten_thousand_pods_arrives_whole()
    {
        const int Pods = 10_000;
        var metrics = new LinkMetrics();
        await using var server = await StartAsync(metrics);
        await using var kubelet = Kubelet(server, Pods);
        using var dialers = new GrpcDialers(metrics);
        await using var scheduler = LinkEnds.Scheduler(dialers.To(server.Address, "a"));
        await LinkEnds.InSyncAsync(scheduler);
        Assert.Equal(Pods, scheduler.State.Pods.Count);
        var ready = new Binding(Phase.Ready, LinkEnds.Node, new Resources(1, 1, 1));
        Assert.All(scheduler.State.Pods.Values, binding => Assert.Equal(ready, binding));

        // The owner and the node are in it once.
        Assert.InRange(metrics.Bytes / Pods, 10, 40);
    }

    /// <summary>Once, each Pod looked through its owner's name anew, however long that was.</summary>
    [Fact]
    public void A_long_name_that_many_pods_share_is_refused_before_it_is_looked_through_for_each()
    {
        var batch = new Wire.Batch { Counter = 1, Owners = { "default/" + new string('x', 8_000_000) } };
        var tombstone = new Wire.Pods();
        for (var i = 0; i < 100_000; i++)
        {
            tombstone.Pods_.Add(new Wire.Pod { Suffix = $"x{i}" });
        }

        batch.Items.Add(new Wire.Item { Tombstone = tombstone });
        Assert.Equal("a name is longer than any object's", Assert.Throws<LinkProtocolException>(() => BatchDecoder.Decode(batch)).Message);
    }

    /// <summary>Greets with these bytes, and sees the server end the call.</summary>
    private async Task AssertClosedAsync(LinkServer server, byte[] bytes)
    {
        var plain = new Marshaller<byte[]>(written => written, read => read);
        var connect = new Method<byte[], byte[]>(MethodType.DuplexStreaming, "kubedirect.link.v1.Link", "Connect", plain, plain);
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { MaxSendMessageSize = null });
        using var call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(
            connect,
            host: null,
            new CallOptions(new Metadata { { LinkServer.StageHeader, "a" } }, cancellationToken: limit.Token));
        try
        {
            await call.RequestStream.WriteAsync(bytes, limit.Token);
            Assert.False(await call.ResponseStream.MoveNext(limit.Token), "The server answered.");
        }
        catch (Exception e) when (e is RpcException or IOException && !limit.IsCancellationRequested)
        {
            Assert.NotEqual(StatusCode.NotFound, (e as RpcException)?.StatusCode);
        }
    }

    private Task<LinkServer> StartAsync(LinkMetrics? metrics = null) =>
        LinkServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), metrics ?? new LinkMetrics(), limit.Token);

    private static StageActor<KubeletState> Kubelet(LinkServer server, int pods = 0)
    {
        var held = Enumerable.Range(0, pods).ToImmutableDictionary(
            i => new PodId(Web, $"x{i}"),
            _ => new LocalPod(Phase.Ready, new Resources(1, 1, 1)));
        var actor = LinkEnds.Kubelet(initial: KubeletState.Initial(LinkEnds.Node) with { Pods = held }, effects: NoEffects.Instance);
        server.Add("a", actor.Above);
        return actor;
    }
}
