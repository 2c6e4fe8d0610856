using System.Net;
using System.Text;
using KubeDirect.Kubernetes.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KubeDirect.Tests.Unit.Kubernetes;

/// <summary>One request that the server got.</summary>
internal sealed record Got(string Method, string Path, string Query, string ContentType, string Body)
{
    public bool IsWatch => Query.Contains("watch=true", StringComparison.Ordinal);
}

/// <summary>A real HTTP server on loopback that does what a test's script says, to be as unpleasant as an API server can be.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<Got> _got = [];
    private readonly CancellationTokenSource _stop = new();

    private ScriptedServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public IReadOnlyList<Got> Requests
    {
        get
        {
            lock (_got)
            {
                return [.. _got];
            }
        }
    }

    public static async Task<ScriptedServer> StartAsync(Func<Got, HttpContext, CancellationToken, Task> script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new ScriptedServer(app);
        app.Run(context => server.HandleAsync(context, script));
        await app.StartAsync();
        return server;
    }

    public KubeConnection Connect(TimeProvider? time = null, TimeSpan? timeout = null, int maxInFlight = 48) => KubeConnection.ToServer(
        Address,
        new KubeConnectionOptions { Time = time ?? TimeProvider.System, RequestTimeout = timeout ?? TimeSpan.FromSeconds(30), MaxInFlight = maxInFlight });

    /// <summary>Stops listening and breaks what is open.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _app.DisposeAsync();
        _stop.Dispose();
    }

    private async Task HandleAsync(HttpContext context, Func<Got, HttpContext, CancellationToken, Task> script)
    {
        using var reader = new StreamReader(context.Request.Body);
        var got = new Got(
            context.Request.Method,
            context.Request.Path,
            Uri.UnescapeDataString(context.Request.QueryString.Value ?? ""),
            context.Request.ContentType ?? "",
            await reader.ReadToEndAsync());
        lock (_got)
        {
            _got.Add(got);
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, context.RequestAborted);
        try
        {
            await script(got, context, both.Token);
        }
        catch (OperationCanceledException)
        {
            // The test or the client is done with this request.
        }
    }
}

/// <summary>What scripts answer.</summary>
internal static class Answers
{
    public static async Task JsonAsync(this HttpContext context, string body, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
    }

    public static Task StatusAsync(
        this HttpContext context,
        int code,
        string reason,
        string message = "as scripted",
        string details = "{}") =>
        context.JsonAsync(StatusJson(code, reason, message, details), code);

    public static string StatusJson(int code, string reason, string message = "as scripted", string details = "{}") =>
        $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"{{message}}","reason":"{{reason}}","code":{{code}},"details":{{details}}}""";

    public static async Task LineAsync(this HttpContext context, string line, CancellationToken cancellation, bool torn = false)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(torn ? line : line + "\n"), cancellation);
        await context.Response.Body.FlushAsync(cancellation);
    }

    public static string Pod(string name, int version, string? uid = null, string? node = null, string? owner = null, bool deleting = false)
    {
        var deletion = deleting ? ",\"deletionTimestamp\":\"2026-01-01T00:00:00Z\"" : "";
        var owners = owner is null ? "" : $$$""","ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"rs","uid":"{{{owner}}}","controller":true}]""";
        return $$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","namespace":"default","uid":"{{{uid ?? "uid-" + name}}}","resourceVersion":"{{{version}}}","managedFields":[{"manager":"x"}]{{{deletion}}}{{{owners}}}},"spec":{"containers":[],"nodeName":"{{{node ?? "n1"}}}"}}""";
    }

    public static string Event(string type, string item) => $$"""{"type":"{{type}}","object":{{item}}}""";

    public static string Bookmark(int version) => $$$"""{"type":"BOOKMARK","object":{"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"{{{version}}}","creationTimestamp":null},"spec":{"containers":null},"status":{} } }""";

    public static string List(int version, string? token, params string[] items)
    {
        var next = token is null ? "" : $",\"continue\":\"{token}\"";
        return $$$"""{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"{{{version}}}"{{{next}}}},"items":[{{{string.Join(',', items)}}}]}""";
    }
}
