using System.Net;
using KubeDirect.EmbeddedApi.Collection;
using KubeDirect.EmbeddedApi.Faults;
using KubeDirect.EmbeddedApi.Http;
using KubeDirect.EmbeddedApi.Model;
using KubeDirect.EmbeddedApi.Registry;
using KubeDirect.EmbeddedApi.Storage;
using KubeDirect.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KubeDirect.EmbeddedApi;

/// <summary>
/// An in-process HTTP server that speaks a part of the Kubernetes API, on 127.0.0.1, without authentication and with everything in
/// memory. For demos and tests only: it is no Kubernetes. Safe from any thread.
/// </summary>
public sealed class EmbeddedApiServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly ObjectStore store;
    private readonly PageTokens pages;
    private readonly CancellationTokenSource stopping;
    private readonly Task collecting;
    private int disposed;

    private EmbeddedApiServer(
        WebApplication application,
        ObjectStore store,
        PageTokens pages,
        ApiFaults faults,
        CancellationTokenSource stopping,
        Task collecting)
    {
        this.application = application;
        this.store = store;
        this.pages = pages;
        this.stopping = stopping;
        this.collecting = collecting;
        Faults = faults;
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Uri = new Uri(addresses.Addresses.Single());
    }

    /// <summary>Where the server listens, such as <c>http://127.0.0.1:45123/</c>.</summary>
    public Uri Uri { get; }

    /// <summary>Takes the API away, slows it down, or makes requests fail, on purpose.</summary>
    public ApiFaults Faults { get; }

    /// <summary>
    /// The text of a kubeconfig for this server, with the context <c>embedded</c>. Its token grants nothing, but the client library
    /// requires one.
    /// </summary>
    public string Kubeconfig =>
        $"""
        apiVersion: v1
        kind: Config
        clusters:
        - name: embedded
          cluster:
            server: {Uri.GetLeftPart(UriPartial.Authority)}
        users:
        - name: embedded
          user:
            token: none
        contexts:
        - name: embedded
          context:
            cluster: embedded
            user: embedded
            namespace: default
        current-context: embedded

        """;

    /// <summary>Starts a server; it answers when this returns.</summary>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="EmbeddedApiPortInUseException">The port is taken.</exception>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public static async Task<EmbeddedApiServer> StartAsync(EmbeddedApiOptions? options = null, CancellationToken cancellation = default)
    {
        options = OptionsCheck.Valid(options ?? new EmbeddedApiOptions(), nameof(options));
        var index = new OwnerIndex();
        var objects = new ObjectStore(options.EventHistory, options.WatchBuffer, index);
        var registry = new ObjectRegistry(objects, options.Clock);
        foreach (var name in (string[])["default", "kube-node-lease", "kube-public", "kube-system"])
        {
            var metadata = new System.Text.Json.Nodes.JsonObject { ["name"] = name };
            registry.Create(ResourceCatalog.Namespaces, "", new() { ["metadata"] = metadata });
        }

        var faults = new ApiFaults();
        var tokens = new PageTokens(options.PagedLists);
        var stop = new CancellationTokenSource();
        var entry = new RequestEntry(new ApiContext(objects, registry, tokens, options, faults, stop.Token));
        var web = Build(options, entry);
        try
        {
            await web.StartAsync(cancellation);
        }
        catch (IOException problem) when (problem.InnerException is AddressInUseException)
        {
            await web.DisposeAsync();
            stop.Dispose();
            throw new EmbeddedApiPortInUseException(options.Port, problem);
        }

        var collector = Task.Run(() => new Collector(objects, registry, index).RunAsync(stop.Token), CancellationToken.None);
        return new EmbeddedApiServer(web, objects, tokens, faults, stop, collector);
    }

    /// <summary>Writes <see cref="Kubeconfig"/> to a file, which is replaced if it exists.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void WriteKubeconfig(string path) => File.WriteAllText(path, Kubeconfig);

    /// <summary>Forgets all history, as etcd's compaction does: watches and pages that start in the past are answered 410.</summary>
    public void Compact()
    {
        store.Compact();
        pages.Clear();
    }

    /// <summary>Breaks all connections and stops listening. What was stored is lost. May be called more than once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
        {
            return;
        }

        await stopping.CancelAsync();
        await application.StopAsync();
        await application.DisposeAsync();
        await collecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
        ((IDisposable)Faults).Dispose();
    }

    private static WebApplication Build(EmbeddedApiOptions options, RequestEntry entry)
    {
        // The empty builder reads no environment and no settings files, so the configuration of the host program has no effect here.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Listen(IPAddress.Loopback, options.Port, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        var web = builder.Build();
        web.Run(entry.HandleAsync);
        return web;
    }
}
