using System.Net;
using System.Net.Sockets;
using System.Text;
using KubeDirect.EmbeddedApi;
using Xunit;

namespace KubeDirect.Tests.Unit.EmbeddedApi;

public sealed class BadRequestTests() : ApiTest(new EmbeddedApiOptions { MaxBodyBytes = 10_000 })
{
    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("7")]
    [InlineData("""{"metadata":{"name":"a","name":"b"}}""")]
    public async Task A_body_that_is_not_a_JSON_object_is_400(string body) =>
        await RefusedAsync(HttpStatusCode.BadRequest, "BadRequest", HttpMethod.Post, Pods, body);

    [Fact]
    public async Task Deeply_nested_JSON_is_400()
    {
        var body = new StringBuilder().Insert(0, "[", 4000).ToString();
        await RefusedAsync(HttpStatusCode.BadRequest, "BadRequest", HttpMethod.Post, Pods, $$$"""{"metadata":{{{body}}}""");
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_413() =>
        await RefusedAsync(HttpStatusCode.RequestEntityTooLarge, "RequestEntityTooLarge", HttpMethod.Post, Pods, new string(' ', 20_000));

    [Theory]
    [InlineData("POST", "application/vnd.kubernetes.protobuf")]
    [InlineData("POST", "application/yaml")]
    [InlineData("PATCH", "application/json")]
    [InlineData("PATCH", "application/apply-patch+yaml")]
    public async Task A_media_type_that_is_not_spoken_is_415(string method, string type)
    {
        await PostAsync(Pods, Pod("p"));
        await RefusedAsync(HttpStatusCode.UnsupportedMediaType, "UnsupportedMediaType", new HttpMethod(method), method is "POST" ? Pods : Pods + "/p", "{}", type);
    }

    [Theory]
    [InlineData("api/v1/secrets")]
    [InlineData("api/v2/pods")]
    [InlineData("apis/apps/v1/pods")]
    [InlineData("api/v1/pods/p")]
    [InlineData("api/v1/namespaces/default/nodes")]
    [InlineData("api/v1/namespaces/default/pods/p/log")]
    [InlineData("api/v1/namespaces/default/pods/p/status/more")]
    [InlineData("apis/batch/v1")]
    [InlineData("nonsense")]
    public async Task An_unknown_path_is_404(string path) =>
        await RefusedAsync(HttpStatusCode.NotFound, "NotFound", HttpMethod.Get, path);

    [Theory]
    [InlineData("PUT", "api/v1/namespaces/default/pods")]
    [InlineData("POST", "api/v1/pods")]
    [InlineData("POST", "api/v1/namespaces/default/pods/p")]
    [InlineData("DELETE", "api/v1/namespaces/default/pods/p/status")]
    [InlineData("POST", "version")]
    public async Task A_method_that_a_path_does_not_have_is_405(string method, string path) =>
        await RefusedAsync(HttpStatusCode.MethodNotAllowed, "MethodNotAllowed", new HttpMethod(method), path, "{}");

    [Theory]
    [InlineData("?labelSelector=a%20b")]
    [InlineData("?fieldSelector=spec.color%3Dred")]
    [InlineData("?resourceVersion=x")]
    [InlineData("?limit=x")]
    [InlineData("?watch=true&resourceVersion=x")]
    [InlineData("?watch=true&timeoutSeconds=x")]
    [InlineData("?watch=true&labelSelector=a%20b")]
    public async Task A_bad_parameter_is_400(string query) =>
        await RefusedAsync(HttpStatusCode.BadRequest, "BadRequest", HttpMethod.Get, Pods + query);

    [Theory]
    [InlineData("""{"gracePeriodSeconds":-1}""")]
    [InlineData("""{"gracePeriodSeconds":"soon"}""")]
    [InlineData("""{"propagationPolicy":"Sideways"}""")]
    public async Task Bad_options_of_a_deletion_are_400(string options)
    {
        await PostAsync(Pods, Pod("p"));
        await RefusedAsync(HttpStatusCode.BadRequest, "BadRequest", HttpMethod.Delete, Pods + "/p", options);
        await GetAsync(Pods + "/p");
    }

    [Fact]
    public async Task An_answer_in_protobuf_only_is_406()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Pods);
        request.Headers.Add("Accept", "application/vnd.kubernetes.protobuf");
        using var response = await Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotAcceptable, response.StatusCode);
    }
}

public sealed class ServerTests : ApiTest
{
    [Fact]
    public async Task A_port_in_use_is_one_clear_sentence()
    {
        var problem = await Assert.ThrowsAsync<EmbeddedApiPortInUseException>(() => EmbeddedApiServer.StartAsync(new EmbeddedApiOptions { Port = Server.Uri.Port }));
        Assert.Equal(Server.Uri.Port, problem.Port);
        Assert.Equal($"Port {Server.Uri.Port} on 127.0.0.1 is already in use; choose another one, or 0 for any that is free.", problem.Message);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(70000, 1)]
    [InlineData(0, 0)]
    public async Task Settings_out_of_range_are_refused(int port, int history) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => EmbeddedApiServer.StartAsync(new EmbeddedApiOptions { Port = port, EventHistory = history }));

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
    public async Task The_server_says_that_it_is_healthy(string path) => Assert.Equal("ok", await Http.GetStringAsync(new Uri(path, UriKind.Relative)));

    [Fact]
    public async Task Discovery_names_every_resource_with_its_subresources()
    {
        var core = await GetAsync("api/v1");
        var apps = await GetAsync("apis/apps/v1");
        string[] Names(System.Text.Json.Nodes.JsonObject list) => [.. list["resources"]!.AsArray().Select(entry => (string)entry!["name"]!)];
        Assert.Superset(new HashSet<string> { "namespaces", "nodes", "nodes/status", "pods", "pods/status", "services", "endpoints", "events", "configmaps", "serviceaccounts" }, Names(core).ToHashSet());
        Assert.Equal(["deployments", "deployments/scale", "deployments/status", "replicasets", "replicasets/scale", "replicasets/status"], Names(apps).Order(StringComparer.Ordinal));
        Assert.Equal(["apps", "coordination.k8s.io", "scheduling.k8s.io"], (await GetAsync("apis"))["groups"]!.AsArray().Select(group => (string?)group!["name"]));
    }

    [Fact]
    public async Task A_table_shows_what_kubectl_get_shows()
    {
        await PostAsync(Pods, Pod("p", spec: ""","nodeName":"n1" """));
        await MergeAsync(Pods + "/p/status", """{"status":{"phase":"Running","podIP":"10.0.0.1","containerStatuses":[{"name":"c","ready":true,"restartCount":2,"state":{"running":{}}}]}}""");
        await DoAsync(HttpMethod.Delete, Pods + "/p");
        using var request = new HttpRequestMessage(HttpMethod.Get, Pods);
        request.Headers.Add("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");
        using var response = await Http.SendAsync(request);
        var table = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("Table", (string?)table["kind"]);
        Assert.Equal(["Name", "Ready", "Status", "Restarts", "Age"], table["columnDefinitions"]!.AsArray().Where(column => (int?)column!["priority"] == 0).Select(column => (string?)column!["name"]));
        var cells = table["rows"]![0]!["cells"]!.AsArray();
        Assert.Equal(["p", "1/1", "Terminating", "2"], cells.Take(4).Select(cell => (string?)cell));
        Assert.Equal(["10.0.0.1", "n1"], cells.Skip(5).Take(2).Select(cell => (string?)cell));
        Assert.Equal("p", (string?)table["rows"]![0]!["object"]!["metadata"]!["name"]);
    }
}
