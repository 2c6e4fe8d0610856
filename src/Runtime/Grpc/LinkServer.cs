using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubeDirect.Runtime.Grpc;

/// <summary>
/// Serves connections from stages of other processes to any number of stages of this process. HTTP/2 without TLS: for loopback and trusted
/// networks.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class LinkServer : ILinkServer
{
    /// <summary>The call header that names the stage.</summary>
    public const string StageHeader = "kubedirect-stage";

    private readonly ConcurrentDictionary<string, DownstreamLink> stages = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();
    private readonly WebApplication app;
    private readonly LinkMetrics metrics;

    private LinkServer(WebApplication app, LinkMetrics metrics)
    {
        this.app = app;
        this.metrics = metrics;
    }

    /// <summary>Where it listens, with the actual port.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Starts a server.</summary>
    /// <param name="endpoint">Where to listen; port 0 takes any free one.</param>
    /// <param name="metrics">Counts what is written and read.</param>
    /// <param name="cancellation">Ends the attempt to start.</param>
    /// <exception cref="LinkServerException">The endpoint cannot be listened on.</exception>
    public static async Task<LinkServer> StartAsync(IPEndPoint endpoint, LinkMetrics metrics, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(endpoint, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(10);
            kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(5);
            kestrel.Limits.Http2.MaxStreamsPerConnection = 10_000;
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.Services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = GrpcDialers.MaxBatchBytes;
            options.MaxSendMessageSize = GrpcDialers.MaxBatchBytes;
        });
        LinkServer? server = null;
        builder.Services.AddSingleton(_ => server!);
        var built = builder.Build();
        server = new LinkServer(built, metrics);
        built.MapGrpcService<LinkService>();
        try
        {
            await built.StartAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            await built.DisposeAsync();
            throw new LinkServerException($"{endpoint} cannot be listened on: the port is in use or the address is not this machine's.", e);
        }

        var addresses = built.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        server.Address = new Uri(addresses.First());
        return server;
    }

    /// <inheritdoc/>
    public void Add(string stage, DownstreamLink link) => stages[stage] = link;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The token source is not disposed: a call that is about to be served may still ask for its token.
        await stopping.CancelAsync();
        await app.DisposeAsync();
    }

    private sealed class LinkService(LinkServer server) : Wire.Link.LinkBase
    {
        public override async Task Connect(
            IAsyncStreamReader<Wire.Batch> requestStream,
            IServerStreamWriter<Wire.Batch> responseStream,
            ServerCallContext context)
        {
            var stage = context.RequestHeaders.GetValue(StageHeader) ?? "";
            if (!server.stages.TryGetValue(stage, out var link))
            {
                throw new RpcException(new Status(StatusCode.NotFound, $"no stage '{stage}' is here"));
            }

            await context.WriteResponseHeadersAsync(new Metadata { { StageHeader, stage } });
            var http = context.GetHttpContext();
            await using var connection = new GrpcConnection(requestStream, responseStream, http.Abort, server.metrics);
            using var stop = server.stopping.Token.Register(connection.Abort);
            await link.ServeAsync(connection);
        }
    }
}
