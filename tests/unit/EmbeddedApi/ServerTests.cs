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

    [Fact]
    public async Task Discovery_names_every_resource_with_its_subresources()
    {
        var core = await GetAsync("api/v1");
        var apps = await GetAsync("apis/apps/v1");
        string[] Names(System.Text.Json.Nodes.JsonObject list) =>
            [.. list["resources"]!.AsArray().Select(entry => (string)entry!["name"]!)];
        Assert.Superset(
            new HashSet<string>
            {
                "namespaces",
                "nodes",
                "nodes/status",
                "pods",
                "pods/status",
                "services",
                "endpoints",
                "events",
                "configmaps",
                "serviceaccounts",
            }, Names(core).ToHashSet());
        Assert.Equal(
            ["deployments", "deployments/scale", "deployments/status", "replicasets", "replicasets/scale", "replicasets/status"],
            Names(apps).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["apps", "coordination.k8s.io", "scheduling.k8s.io"],
            (await GetAsync("apis"))["groups"]!.AsArray().Select(group => (string?)group!["name"]));
    }

    [Fact]
    public async Task A_table_shows_what_kubectl_get_shows()
    {
        await PostAsync(Pods, Pod("p", spec: ""","nodeName":"n1" """));
        await MergeAsync(
            Pods + "/p/status",
            """
            {"status":{"phase":"Running","podIP":"10.0.0.1",
             "containerStatuses":[{"name":"c","ready":true,"restartCount":2,"state":{"running":{}}}]}}
            """);
        await DoAsync(HttpMethod.Delete, Pods + "/p");
        using var request = new HttpRequestMessage(HttpMethod.Get, Pods);
        request.Headers.Add("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");
        using var response = await Http.SendAsync(request);
        var table = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("Table", (string?)table["kind"]);
        Assert.Equal(
            ["Name", "Ready", "Status", "Restarts", "Age"],
            table["columnDefinitions"]!.AsArray()
                .Where(column => (int?)column!["priority"] == 0)
                .Select(column => (string?)column!["name"]));
        var cells = table["rows"]![0]!["cells"]!.AsArray();
        Assert.Equal(["p", "1/1", "Terminating", "2"], cells.Take(4).Select(cell => (string?)cell));
        Assert.Equal(["10.0.0.1", "n1"], cells.Skip(5).Take(2).Select(cell => (string?)cell));
        Assert.Equal("p", (string?)table["rows"]![0]!["object"]!["metadata"]!["name"]);
    }
}
