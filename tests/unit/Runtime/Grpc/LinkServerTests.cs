using System.Net;
using KubeDirect.Runtime;
using Xunit;

namespace KubeDirect.Tests.Unit.Runtime.Grpc;

/// <summary>Servers that come and go, and those who dial them.</summary>
public sealed class LinkServerTests : IDisposable
{
    private readonly CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));

    public void Dispose() => limit.Dispose();

    [Fact]
    public async Task A_port_in_use_is_said_in_a_sentence()
    {
        await using var server = await StartAsync();
        var error = await Assert.ThrowsAsync<LinkServerException>(() => StartAsync(server.Address.Port));
        Assert.Contains($"127.0.0.1:{server.Address.Port} cannot be listened on", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_is_disposed_twice_like_once_and_dialers_that_were_disposed_say_so()
    {
        var server = await StartAsync();
        var dialers = new GrpcDialers(new LinkMetrics());
        var dialer = dialers.To(server.Address, "a");
        await server.DisposeAsync();
        await server.DisposeAsync();
        dialers.Dispose();
        dialers.Dispose();
        await Assert.ThrowsAsync<LinkBrokenException>(() => dialer.DialAsync(limit.Token));
    }

    [Fact]
    public async Task A_dialer_of_a_stage_that_is_not_there_says_so_and_the_link_is_made_once_it_is()
    {
        await using var server = await StartAsync();
        using var dialers = new GrpcDialers(new LinkMetrics());
        var dialer = new CountingDialer(dialers.To(server.Address, "a"));
        var error = await Assert.ThrowsAsync<LinkBrokenException>(() => dialer.DialAsync(limit.Token));
        Assert.Contains("no stage 'a' is here", error.Message, StringComparison.Ordinal);

        await using var scheduler = LinkEnds.Scheduler(dialer);
        await Eventually.TrueAsync(() => dialer.Attempts > 3, "more attempts to dial");
        Assert.False(scheduler.State.AllInSync);
        await using var kubelet = LinkEnds.Kubelet();
        server.Add("a", kubelet.Above);
        await LinkEnds.InSyncAsync(scheduler);
    }

    [Fact]
    public async Task A_server_that_is_away_is_found_again_when_it_is_back()
    {
        var first = await StartAsync();
        await using var kubelet = LinkEnds.Kubelet();
        first.Add("a", kubelet.Above);
        using var dialers = new GrpcDialers(new LinkMetrics());
        var dialer = new CountingDialer(dialers.To(first.Address, "a"));
        await using var scheduler = LinkEnds.Scheduler(dialer);
        await LinkEnds.InSyncAsync(scheduler);
        await first.DisposeAsync();
        await LinkEnds.InSyncAsync(scheduler, expected: false);
        var attempts = dialer.Attempts;
        await Eventually.TrueAsync(() => dialer.Attempts > attempts + 3, "more attempts to dial");
        await using var second = await StartAsync(first.Address.Port);
        second.Add("a", kubelet.Above);
        await LinkEnds.InSyncAsync(scheduler);
    }

    private Task<LinkServer> StartAsync(int port = 0) =>
        LinkServer.StartAsync(new IPEndPoint(IPAddress.Loopback, port), new LinkMetrics(), limit.Token);
}
