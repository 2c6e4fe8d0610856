using KubeDirect.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace KubeDirect.KubeAdapter.OrdinaryPath;

/// <summary>
/// A reverse proxy in front of the API server that shows Kubernetes's own Deployment and ReplicaSet controllers everything but
/// what the chain manages.
/// </summary>
/// <remarks>
/// <para>
/// On a control plane that is not patched, these controllers would act on a marked Deployment too. So kube-controller-manager
/// runs without them (<c>--controllers=*,-deployment,-replicaset</c>), and a second one runs with these two alone and this
/// filter as its API server (<c>--controllers=deployment,replicaset --master=http://…</c>). Unmarked Deployments thereby take
/// the ordinary path, with Kubernetes's own code, while the same controllers never see a marked one. An object that is
/// marked later appears to them as deleted, which makes them leave it alone.
/// </para>
/// <para>
/// Lists and watches of Deployments and ReplicaSets get one more label selector; every other request, and every body in
/// either direction, is passed on as it is. Watches are streamed. Upgrades (exec, attach, port-forward) are refused with 501:
/// no controller uses them. The filter is not a boundary of security; it listens on loopback unless told otherwise.
/// </para>
/// <para>Thread-safe.</para>
/// </remarks>
public sealed class OrdinaryPathFilter : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Forwarder _forwarder;

    private OrdinaryPathFilter(WebApplication application, Forwarder forwarder, Uri address)
    {
        _application = application;
        _forwarder = forwarder;
        Address = address;
    }

    /// <summary>Where it listens, for a controller manager's <c>--master</c>.</summary>
    public Uri Address { get; }

    /// <summary>Starts one.</summary>
    /// <param name="options">Where it listens and what it forwards to.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The running filter; dispose it to stop.</returns>
    /// <exception cref="ArgumentException">The server is not an absolute http or https URI.</exception>
    /// <exception cref="IOException">The address to listen on is in use.</exception>
    public static async Task<OrdinaryPathFilter> StartAsync(
        OrdinaryPathFilterOptions options,
        CancellationToken cancellationToken = default)
    {
        OptionsCheck.Valid(options);

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            // A watch may be silent for long, and its reader slow.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(options.Listen);
        });
        // Open watches would otherwise hold up the stop for the default of 30 s.
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        WebApplication application = builder.Build();
        var forwarder = new Forwarder(options);
        try
        {
            application.Run(forwarder.ForwardAsync);
            await application.StartAsync(cancellationToken);
            IServer server = application.Services.GetRequiredService<IServer>();
            string address = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
            return new OrdinaryPathFilter(application, forwarder, new Uri(address));
        }
        catch
        {
            await application.DisposeAsync();
            forwarder.Dispose();
            throw;
        }
    }

    /// <summary>Stops it: requests in progress, watches among them, are cut off after at most a second.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
        _forwarder.Dispose();
    }
}
