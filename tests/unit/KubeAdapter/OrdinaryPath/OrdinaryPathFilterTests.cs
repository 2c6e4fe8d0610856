using System.Net;
using System.Net.Http.Headers;
using System.Text;
using KubeDirect.KubeAdapter.OrdinaryPath;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.OrdinaryPath;

public sealed class OrdinaryPathFilterTests : IDisposable
{
    private const string Added = "kubedirect.dev%2Fmanaged%21%3Dtrue";

    private readonly SocketsHttpHandler handler = new() { AllowAutoRedirect = false, UseProxy = false };
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));

    public void Dispose()
    {
        client.Dispose();
        handler.Dispose();
        limit.Dispose();
    }

    [Theory]
    [InlineData("/apis/apps/v1/deployments", "?labelSelector=" + Added)]
    [InlineData("/apis/apps/v1/replicasets?limit=500&resourceVersion=0", "&labelSelector=" + Added)]
    [InlineData("/apis/apps/v1/namespaces/default/deployments?watch=true", "&labelSelector=" + Added)]
    [InlineData("/apis/apps/v1/namespaces/default/replicasets?labelSelector=a%3Db", "%2C" + Added)]
    [InlineData("/apis/apps/v1/deployments?labelSelector=", Added)]
    [InlineData("/apis/apps/v1/watch/deployments", "?labelSelector=" + Added)]
    public async Task Lists_and_watches_of_Deployments_and_ReplicaSets_are_narrowed(string target, string addition) =>
        Assert.Equal(target + addition, await SeenBehindAsync(HttpMethod.Get, target));

    [Fact]
    public async Task The_existing_selector_is_narrowed_wherever_it_stands_in_the_query() =>
        Assert.Equal(
            $"/apis/apps/v1/deployments?labelSelector=a%3Db%2C{Added}&watch=1",
            await SeenBehindAsync(HttpMethod.Get, "/apis/apps/v1/deployments?labelSelector=a%3Db&watch=1"));

    [Theory]
    [InlineData("GET", "/apis/apps/v1/namespaces/default/deployments/web")]
    [InlineData("GET", "/apis/apps/v1/namespaces/default/deployments/web/scale")]
    [InlineData("GET", "/apis/apps/v1/statefulsets?watch=true")]
    [InlineData("GET", "/api/v1/pods?labelSelector=a%3Db&fieldSelector=spec.nodeName%3Dn%2F1")]
    [InlineData("GET", "/api/v1/namespaces/deployments")]
    [InlineData("POST", "/apis/apps/v1/namespaces/default/replicasets")]
    [InlineData("DELETE", "/apis/apps/v1/namespaces/default/replicasets/web-1?a=%20")]
    public async Task Everything_else_is_passed_on_as_it_is(string method, string target) =>
        Assert.Equal(target, await SeenBehindAsync(HttpMethod.Parse(method), target));

    [Fact]
    public async Task Bodies_headers_and_status_pass_unchanged_in_both_directions()
    {
        byte[] sent = [.. Enumerable.Range(0, 100_000).Select(index => (byte)(index % 251))];
        byte[] received = [];
        string? contentType = null;
        await using Backend backend = await Backend.StartAsync(async context =>
        {
            using var copy = new MemoryStream();
            await context.Request.Body.CopyToAsync(copy);
            received = copy.ToArray();
            contentType = context.Request.ContentType;
            context.Response.StatusCode = StatusCodes.Status409Conflict;
            context.Response.ContentType = "application/vnd.kubernetes.protobuf";
            context.Response.Headers["Audit-Id"] = "7";
            await context.Response.Body.WriteAsync(sent.AsMemory(1));
        });
        await using OrdinaryPathFilter filter = await StartAsync(backend.Address);

        using var content = new ByteArrayContent(sent);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.kubernetes.protobuf");
        using HttpResponseMessage response = await client.PostAsync(new Uri(filter.Address, "/api/v1/pods"), content, limit.Token);

        Assert.Equal(sent, received);
        Assert.Equal("application/vnd.kubernetes.protobuf", contentType);
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("application/vnd.kubernetes.protobuf", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("7", Assert.Single(response.Headers.GetValues("Audit-Id")));
        Assert.Equal(sent[1..], await response.Content.ReadAsByteArrayAsync(limit.Token));
    }

    [Fact]
    public async Task The_filters_credentials_replace_those_of_the_client()
    {
        string? seen = null;
        await using Backend backend = await Backend.StartAsync(context =>
        {
            seen = context.Request.Headers.Authorization;
            return Task.CompletedTask;
        });
        await using OrdinaryPathFilter filter = await StartAsync(backend.Address, "Bearer own");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(filter.Address, "/api"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "other");

        using HttpResponseMessage response = await client.SendAsync(request, limit.Token);

        Assert.Equal("Bearer own", seen);
    }

    [Fact]
    public async Task A_watch_shows_its_headers_and_each_event_while_it_is_open()
    {
        using var next = new SemaphoreSlim(0);
        await using Backend backend = await Backend.StartAsync(async context =>
        {
            await context.Response.Body.FlushAsync();
            foreach (string line in (string[])["first\n", "second\n"])
            {
                await next.WaitAsync(context.RequestAborted);
                await context.Response.WriteAsync(line, context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }

            await next.WaitAsync(context.RequestAborted);
        });
        await using OrdinaryPathFilter filter = await StartAsync(backend.Address);
        var watch = new Uri(filter.Address, "/apis/apps/v1/deployments?watch=true");

        // Each of these would wait for ever if anything on the way collected more before it passes it on.
        using HttpResponseMessage response = await client.GetAsync(watch, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token), Encoding.UTF8);
        next.Release();
        Assert.Equal("first", await lines.ReadLineAsync(limit.Token));
        next.Release();
        Assert.Equal("second", await lines.ReadLineAsync(limit.Token));
        next.Release();
        Assert.Null(await lines.ReadLineAsync(limit.Token));
    }

    [Fact]
    public async Task A_client_that_leaves_ends_its_watch_at_the_server()
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Backend backend = await Backend.StartAsync(async context =>
        {
            await context.Response.Body.FlushAsync();
            context.RequestAborted.Register(() => left.TrySetResult());
            await left.Task;
        });
        await using OrdinaryPathFilter filter = await StartAsync(backend.Address);
        var watch = new Uri(filter.Address, "/api/v1/pods?watch=true");

        (await client.GetAsync(watch, HttpCompletionOption.ResponseHeadersRead, limit.Token)).Dispose();

        await left.Task.WaitAsync(limit.Token);
    }

    [Fact]
    public async Task A_body_that_is_cut_off_at_the_server_does_not_look_complete()
    {
        using var cut = new SemaphoreSlim(0);
        await using Backend backend = await Backend.StartAsync(async context =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            await cut.WaitAsync(context.RequestAborted);
            context.Abort();
        });
        await using OrdinaryPathFilter filter = await StartAsync(backend.Address);
        var list = new Uri(filter.Address, "/api/v1/pods");
        using HttpResponseMessage response = await client.GetAsync(list, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        await using Stream body = await response.Content.ReadAsStreamAsync(limit.Token);
        await body.ReadExactlyAsync(new byte[4], limit.Token);

        cut.Release();

        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(Stream.Null, limit.Token));
    }

    [Fact]
    public async Task A_server_that_is_away_is_answered_with_one_sentence()
    {
        Uri gone;
        await using (Backend backend = await Backend.StartAsync(_ => Task.CompletedTask))
        {
            gone = backend.Address;
        }

        await using OrdinaryPathFilter filter = await StartAsync(gone);

        using HttpResponseMessage response = await client.GetAsync(new Uri(filter.Address, "/api"), limit.Token);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.StartsWith("The API server at", await response.Content.ReadAsStringAsync(limit.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upgrade_is_refused()
    {
        await using Backend backend = await Backend.StartAsync(_ => Task.CompletedTask);
        await using OrdinaryPathFilter filter = await StartAsync(backend.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(filter.Address, "/api/v1/namespaces/a/pods/b/exec"));
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new ProductHeaderValue("SPDY", "3.1"));

        using HttpResponseMessage response = await client.SendAsync(request, limit.Token);

        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
    }

    [Fact]
    public async Task A_server_without_a_scheme_is_refused()
    {
        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(
            () => StartAsync(new Uri("localhost:1", UriKind.RelativeOrAbsolute)));

        Assert.Contains("absolute http or https URI", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_path_of_the_server_comes_before_that_of_the_request()
    {
        string seen = string.Empty;
        await using Backend backend = await Backend.StartAsync(context =>
        {
            seen = RawTarget(context);
            return Task.CompletedTask;
        });
        await using OrdinaryPathFilter filter = await StartAsync(new Uri(backend.Address, "/k8s/clusters/c-1/"));

        using HttpResponseMessage response = await client.GetAsync(new Uri(filter.Address, "/apis/apps/v1/deployments"), limit.Token);

        Assert.Equal($"/k8s/clusters/c-1/apis/apps/v1/deployments?labelSelector={Added}", seen);
    }

    private static string RawTarget(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    private async Task<string> SeenBehindAsync(HttpMethod method, string target)
    {
        await using Backend backend = await Backend.StartAsync(
            context => context.Response.WriteAsync($"{context.Request.Method} {RawTarget(context)}"));
        await using OrdinaryPathFilter filter = await StartAsync(backend.Address);
        var asGiven = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        using var request = new HttpRequestMessage(method, new Uri(filter.Address.GetLeftPart(UriPartial.Authority) + target, asGiven));

        using HttpResponseMessage response = await client.SendAsync(request, limit.Token);

        string[] seen = (await response.Content.ReadAsStringAsync(limit.Token)).Split(' ', 2);
        Assert.Equal(method.Method, seen[0]);
        return seen[1];
    }

    private Task<OrdinaryPathFilter> StartAsync(Uri server, string? authorization = null) => OrdinaryPathFilter.StartAsync(
        new OrdinaryPathFilterOptions
        {
            Server = server,
            Handler = handler,
            Credentials = authorization is null
                ? null
                : _ => ValueTask.FromResult<AuthenticationHeaderValue?>(AuthenticationHeaderValue.Parse(authorization)),
        },
        limit.Token);
}
