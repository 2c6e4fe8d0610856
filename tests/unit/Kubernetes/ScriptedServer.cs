using System.Net;
using KubeDirect.Kubernetes.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KubeDirect.Tests.Unit.Kubernetes;

/// <summary>A real HTTP server on loopback that does what a test's script says, to be as unpleasant as an API server can be.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication program;
    private readonly List<Got> received = [];
    private readonly CancellationTokenSource stop = new();

    private ScriptedServer(WebApplication program) => this.program = program;

    public Uri Address => new(program.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public IReadOnlyList<Got> Requests
    {
        get
        {
            lock (received)
            {
                return [.. received];
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
        new KubeConnectionOptions
        {
            Time = time ?? TimeProvider.System,
            RequestTimeout = timeout ?? TimeSpan.FromSeconds(30),
            MaxInFlight = maxInFlight,
        });

    /// <summary>Stops listening and breaks what is open.</summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await program.StopAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await program.DisposeAsync();
        stop.Dispose();
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
        lock (received)
        {
            received.Add(got);
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, context.RequestAborted);
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
