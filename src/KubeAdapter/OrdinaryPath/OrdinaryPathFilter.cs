using KubeDirect.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace KubeDirect.KubeAdapter.OrdinaryPath;

/// <summary>
/// A reverse proxy in front of the API server. It hides the objects that the chain manages from Kubernetes's own Deployment and ReplicaSet
/// controllers.
/// </summary>
/// <remarks>
/// <para>
/// On a control plane that is not patched, these controllers would act on a marked Deployment, too. So kube-controller-manager runs without
/// them (<c>--controllers=*,-deployment,-replicaset</c>), and a second one runs only these two, with this filter as its API server
/// (<c>--controllers=deployment,replicaset --master=http://…</c>). Unmarked Deployments then take the ordinary path, with Kubernetes's own
/// code, and the same controllers never see a marked one. An object that is marked later looks deleted to them, so they leave it alone.
/// </para>
/// <para>
/// Lists and watches of Deployments and ReplicaSets get one more label selector. Every other request, and every body in either direction,
/// is passed on as it is. Watches are streamed. Upgrades (exec, attach, port-forward) are refused with 501, because no controller uses
/// them.
/// The filter is not a security boundary. By default it listens on loopback.
/// </para>
/// <para>Thread-safe.</para>
/// </remarks>
public sealed class OrdinaryPathFilter : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly Forwarder forwarder;

    private OrdinaryPathFilter(WebApplication application, Forwarder forwarder, Uri address)
    {
        this.application = application;
        this.forwarder = forwarder;
        Address = address;
    }

    /// <summary>The address at which the filter listens, for a controller manager's <c>--master</c>.</summary>
    public Uri Address { get; }

    /// <summary>Starts a filter.</summary>
    /// <param name="options">Where the filter listens and what it forwards to.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The running filter. Dispose of it to stop it.</returns>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
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
            // A watch may be silent for a long time, and its reader may be slow.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(options.Listen);
        });
        // Otherwise open watches would delay the stop by the default of 30 s.
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        WebApplication app = builder.Build();
        var requests = new Forwarder(options);
        try
        {
            app.Run(requests.ForwardAsync);
            await app.StartAsync(cancellationToken);
            IServer server = app.Services.GetRequiredService<IServer>();
            string address = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
            return new OrdinaryPathFilter(app, requests, new Uri(address));
        }
        catch
        {
            await app.DisposeAsync();
            requests.Dispose();
            throw;
        }
    }

    /// <summary>Stops the filter. Requests in progress, such as watches, are cut off after at most a second.</summary>
    public async ValueTask DisposeAsync()
    {
        await application.StopAsync(CancellationToken.None);
        await application.DisposeAsync();
        forwarder.Dispose();
    }
}
