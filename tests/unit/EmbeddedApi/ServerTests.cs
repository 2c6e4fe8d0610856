using System.Net.Sockets;
using KubeDirect.EmbeddedApi;
using Xunit;

namespace KubeDirect.Tests.Unit.EmbeddedApi;

public sealed class ServerTests : ApiTest
{
    [Fact]
    public async Task A_port_in_use_is_one_clear_sentence()
    {
        var problem = await Assert.ThrowsAsync<EmbeddedApiPortInUseException>(
            () => EmbeddedApiServer.StartAsync(new EmbeddedApiOptions { Port = Server.Uri.Port }));
        Assert.Equal(Server.Uri.Port, problem.Port);
        Assert.Equal(
            $"Port {Server.Uri.Port} on 127.0.0.1 is already in use; choose another one, or 0 for any that is free.", problem.Message);
    }

    [Theory]
    [InlineData(-1, 1, "Port must be from 0 to 65535.")]
    [InlineData(70000, 1, "Port must be from 0 to 65535.")]
    [InlineData(0, 0, "EventHistory must be more than zero.")]
    public async Task Options_out_of_range_are_refused(int port, int history, string why)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => EmbeddedApiServer.StartAsync(new EmbeddedApiOptions { Port = port, EventHistory = history }));
        Assert.StartsWith(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_bound_of_the_options_is_checked()
    {
        var options = new EmbeddedApiOptions { WatchBuffer = 0, BookmarkInterval = TimeSpan.Zero, MaxBodyBytes = 0, PagedLists = 0 };
        var error = await Assert.ThrowsAsync<ArgumentException>(() => EmbeddedApiServer.StartAsync(options));
        Assert.All(
            ["WatchBuffer", "BookmarkInterval", "MaxBodyBytes", "PagedLists"],
            name => Assert.Contains($"{name} must be more than zero.", error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_disposal_nobody_listens_and_open_watches_have_ended()
    {
        using var watch = await WatchAsync(Pods);
        await Server.DisposeAsync();
        await Assert.ThrowsAnyAsync<IOException>(() => watch.NextAsync());
        using var socket = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(Server.Uri.Host, Server.Uri.Port));
    }

    [Fact]
    public async Task The_version_says_that_this_is_no_Kubernetes() =>
        Assert.Equal("v1.32.0-kubedirect-embedded", (string?)(await GetAsync("version"))["gitVersion"]);

    [Theory]
    [InlineData("healthz")]
    [InlineData("livez")]
    [InlineData("readyz")]
    public async Task The_server_says_that_it_is_healthy(string path) =>
        Assert.Equal("ok", await Http.GetStringAsync(new Uri(path, UriKind.Relative)));
}
