using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace KubeDirect.Tests.Unit.KubeAdapter.OrdinaryPath;

/// <summary>An HTTP server in the API server's place that answers as one test says.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private readonly WebApplication _application;

    private Backend(WebApplication application) => _application = application;

    public Uri Address => new(_application.Urls.First());

    public static async Task<Backend> StartAsync(RequestDelegate handler)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        WebApplication application = builder.Build();
        application.Run(handler);
        await application.StartAsync();
        return new Backend(application);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }
}
