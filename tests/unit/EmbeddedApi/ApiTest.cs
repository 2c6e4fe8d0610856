using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using KubeDirect.EmbeddedApi;
using Xunit;

namespace KubeDirect.Tests.Unit.EmbeddedApi;

/// <summary>A server of its own for each test, and a plain HTTP client of it.</summary>
public abstract class ApiTest(EmbeddedApiOptions? options = null) : IAsyncLifetime
{
    protected const string Pods = "api/v1/namespaces/default/pods";
    protected const string ReplicaSets = "apis/apps/v1/namespaces/default/replicasets";
    protected const string Deployments = "apis/apps/v1/namespaces/default/deployments";

    /// <summary>What a Pod's specification has on <c>n1</c>; a part for <see cref="Pod"/>.</summary>
    protected const string Bound = ""","nodeName":"n1" """;

    protected EmbeddedApiServer Server { get; private set; } = null!;

    protected HttpClient Http { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Server = await EmbeddedApiServer.StartAsync(options);
        Http = new HttpClient { BaseAddress = Server.Uri, Timeout = Timeout.InfiniteTimeSpan };
    }

    public virtual async Task DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }

    protected static string Pod(string name, string metadata = "", string spec = "") =>
        $$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}"{{{metadata}}} },
         "spec":{"containers":[{"name":"c","image":"i:1"}]{{{spec}}} } }
        """;

    protected static string Workload(string kind, string name, string metadata = "", int replicas = 1) =>
        $$$"""
        {"apiVersion":"apps/v1","kind":"{{{kind}}}","metadata":{"name":"{{{name}}}"{{{metadata}}} },
         "spec":{"replicas":{{{replicas}}},"selector":{"matchLabels":{"app":"a"} },
         "template":{"metadata":{"labels":{"app":"a"} },"spec":{"containers":[{"name":"c","image":"i:1"}] } } } }
        """;

    protected static string Owner(string kind, JsonObject owner) =>
        $$$"""
        ,"ownerReferences":[{"apiVersion":"apps/v1","kind":"{{{kind}}}","name":"{{{owner["metadata"]!["name"]}}}",
        "uid":"{{{owner["metadata"]!["uid"]}}}","controller":true}]
        """;

    protected async Task<(HttpStatusCode Code, JsonObject Body)> SendAsync(
        HttpMethod method, string path, string? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }

        using var timeout = new CancellationTokenSource(Eventually.Patience);
        using var response = await Http.SendAsync(request, timeout.Token);
        var text = await response.Content.ReadAsStringAsync(timeout.Token);
        return (response.StatusCode, JsonNode.Parse(text)!.AsObject());
    }

    /// <summary>Sends a request that must succeed.</summary>
    protected async Task<JsonObject> DoAsync(HttpMethod method, string path, string? body = null, string type = "application/json")
    {
        var (code, answer) = await SendAsync(method, path, body, type);
        Assert.True((int)code < 300, $"{method} {path}: {code}: {answer["message"]}");
        return answer;
    }

    protected Task<JsonObject> GetAsync(string path) => DoAsync(HttpMethod.Get, path);

    protected Task<JsonObject> PostAsync(string path, string body) => DoAsync(HttpMethod.Post, path, body);

    protected Task<JsonObject> MergeAsync(string path, string patch) =>
        DoAsync(HttpMethod.Patch, path, patch, "application/merge-patch+json");

    /// <summary>Sends a request that must be refused with a well-formed Status.</summary>
    protected async Task<JsonObject> RefusedAsync(
        HttpStatusCode code, string reason, HttpMethod method, string path, string? body = null, string type = "application/json")
    {
        var (actual, status) = await SendAsync(method, path, body, type);
        Assert.Equal((code, reason), (actual, (string?)status["reason"]));
        Assert.Equal("Status", (string?)status["kind"]);
        Assert.Equal("Failure", (string?)status["status"]);
        Assert.Equal((int)code, (int?)status["code"]);
        var message = (string?)status["message"];
        Assert.False(string.IsNullOrWhiteSpace(message));
        Assert.DoesNotContain("   at ", message, StringComparison.Ordinal);
        return status;
    }

    /// <summary>Waits until the server answers a GET with 404.</summary>
    protected Task UntilGoneAsync(string path) =>
        Eventually.TrueAsync(async () => (await SendAsync(HttpMethod.Get, path)).Code == HttpStatusCode.NotFound, $"{path} is gone");

    protected async Task<TestWatch> WatchAsync(string path, string query = "") =>
        await TestWatch.OpenAsync(Http, $"{path}?watch=true{query}");
}
