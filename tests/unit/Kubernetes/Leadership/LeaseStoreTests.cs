using KubeDirect.EmbeddedApi;
using KubeDirect.KubeAdapter.Controller;
using KubeDirect.KubeAdapter.Hosting;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Leadership;
using Xunit;

namespace KubeDirect.Tests.Unit.Kubernetes.Leadership;

/// <summary>Leases on the embedded API server, over HTTP.</summary>
public sealed class LeaseStoreTests : IAsyncLifetime
{
    private static readonly LeaseRecord Mine = new("a", TimeSpan.FromSeconds(15), 0, null, "127.0.0.1:7002");
    private EmbeddedApiServer server = null!;
    private KubeConnection connection = null!;
    private LeaseStore store = null!;

    public async Task InitializeAsync()
    {
        server = await EmbeddedApiServer.StartAsync();
        connection = KubeConnection.ToServer(server.Uri);
        store = ChainLease.Of(connection.Api, "kube-system", "scheduler");
    }

    public async Task DisposeAsync()
    {
        connection.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_lease_is_made_read_renewed_and_given_back()
    {
        Assert.Equal(LeaseRecord.None, (await store.ReadAsync(default)).Record);
        var made = (await store.WriteAsync(Mine, acquired: true, default)).Record!;
        Assert.Equal(Mine, made with { Version = null });
        Assert.Equal(made, (await store.ReadAsync(default)).Record);
        var renewed = (await store.WriteAsync(made, acquired: false, default)).Record!;
        Assert.NotEqual(made.Version, renewed.Version);
        var free = (await store.WriteAsync(renewed with { Holder = "", Address = null }, acquired: false, default)).Record!;
        Assert.Equal(("", null), (free.Holder, free.Address));
    }

    [Fact]
    public async Task Of_two_writes_from_the_same_state_one_is_refused()
    {
        var made = (await store.WriteAsync(Mine, acquired: true, default)).Record!;
        Assert.True((await store.WriteAsync(Mine with { Holder = "b" }, acquired: true, default)).Conflict);
        await store.WriteAsync(made, acquired: false, default);
        Assert.True((await store.WriteAsync(made with { Holder = "b" }, acquired: true, default)).Conflict);
        Assert.Equal("a", (await store.ReadAsync(default)).Record!.Holder);
    }

    [Fact]
    public async Task What_others_keep_in_the_lease_stays()
    {
        var path = "apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kubedirect-scheduler";
        var made = (await store.WriteAsync(Mine, acquired: true, default)).Record!;
        await connection.Api.CallAsync(HttpMethod.Patch, path, """{"metadata":{"labels":{"theirs":"x"}}}""", MediaTypes.MergePatch);
        Assert.True((await store.WriteAsync(made, acquired: false, default)).Conflict);
        await store.WriteAsync((await store.ReadAsync(default)).Record!, acquired: false, default);
        var lease = System.Text.Json.Nodes.JsonNode.Parse((await connection.Api.CallAsync(HttpMethod.Get, path)).Body)!;
        Assert.Equal("x", (string?)lease["metadata"]!["labels"]!["theirs"]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", (string?)lease["spec"]!["renewTime"]);
    }

    [Fact]
    public async Task A_namespace_that_is_not_there_is_a_failure_in_a_sentence()
    {
        var call = await ChainLease.Of(connection.Api, "nowhere", "x").WriteAsync(Mine, acquired: true, default);
        Assert.Null(call.Record);
        Assert.False(call.Conflict);
        Assert.Contains("nowhere", call.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_holder_is_dialed_where_it_says_also_when_the_api_server_is_away()
    {
        var dialed = new List<Uri>();
        var dialer = new LeaseDialer(store, address =>
        {
            dialed.Add(address);
            return new Unreachable();
        });
        await Assert.ThrowsAsync<LinkBrokenException>(() => dialer.DialAsync(default));
        Assert.Empty(dialed);

        await store.WriteAsync(Mine, acquired: true, default);
        await Assert.ThrowsAsync<LinkBrokenException>(() => dialer.DialAsync(default));
        await server.DisposeAsync();
        await Assert.ThrowsAsync<LinkBrokenException>(() => dialer.DialAsync(default));
        Assert.Equal([new Uri("http://127.0.0.1:7002"), new Uri("http://127.0.0.1:7002")], dialed);
    }

    private sealed class Unreachable : IDialer
    {
        public Task<IConnection> DialAsync(CancellationToken cancellation) => throw new LinkBrokenException("nobody is there");
    }
}
