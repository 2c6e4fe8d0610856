using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace KubeDirect.Tests.Unit.KubeAdapter.OrdinaryPath;

/// <summary>An HTTP server in the API server's place that answers as one test says.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private readonly WebApplication application;

    private Backend(WebApplication application) => this.application = application;

    public Uri Address => new(application.Urls.First());

    public static async Task<Backend> StartAsync(RequestDelegate handler)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        WebApplication built = builder.Build();
        built.Run(handler);
        await built.StartAsync();
        return new Backend(built);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
    }
}
