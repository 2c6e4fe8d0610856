using System.Text;
using System.Text.Json;

namespace KubeDirect.Bench;

/// <summary>Scales one Deployment up and down on a running system.</summary>
internal sealed class Measurement : IAsyncDisposable
{
    private const string Space = "bench";
    private const string Path = $"/apis/apps/v1/namespaces/{Space}/deployments";
    // Lets the token buckets of the controllers' rate limits fill up again after a run (for most, 30 requests at 20 a second).
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly IBenchSystem system;
    private readonly HttpClient client;
    private readonly PodObserver observer;
    private readonly TimeProvider time;

    private Measurement(IBenchSystem system, HttpClient client, PodObserver observer, TimeProvider time) =>
        (this.system, this.client, this.observer, this.time) = (system, client, observer, time);

    /// <summary>Creates a Deployment that wants no Pods, and a watch of its Pods.</summary>
    public static async Task<Measurement> PrepareAsync(IBenchSystem system, TimeProvider time, CancellationToken cancellationToken)
    {
        await system.Plane.KubectlAsync("create", "namespace", Space);
        await system.Plane.WaitForAsync(
            "the namespace has its service account, without which Pods are refused",
            async token =>
            {
                JsonElement accounts = await system.Plane.GetAsync($"/api/v1/namespaces/{Space}/serviceaccounts", token);
                return accounts.GetProperty("items").GetArrayLength() > 0;
            },
            cancellationToken: cancellationToken);
        await system.Plane.ApplyAsync(JsonSerializer.Serialize(new
        {
            apiVersion = "apps/v1",
            kind = "Deployment",
            metadata = new { name = "function", @namespace = Space, labels = system.DeploymentLabels },
            spec = new
            {
                replicas = 0,
                selector = new { matchLabels = new { app = "function" } },
                template = new
                {
                    metadata = new { labels = new { app = "function" } },
                    spec = new { containers = new[] { new { name = "function", image = "example.invalid/function:1" } } },
                },
            },
        }));
        HttpClient http = system.Plane.CreateClient();
        return new Measurement(system, http, await PodObserver.StartAsync(http, Space, time, cancellationToken), time);
    }

    /// <summary>Scales from 0 to a number of Pods, and back when all are Ready.</summary>
    /// <exception cref="TimeoutException">It took more than ten minutes.</exception>
    public async Task<Run> RunAsync(int pods, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Longest);
        try
        {
            Task<long> ready = observer.WhenAsync(counts => counts.Ready == pods && counts.Total == pods, limit.Token);
            DateTimeOffset clock = time.GetUtcNow();
            long start = time.GetTimestamp();
            await ScaleAsync(pods, limit.Token);
            double untilReady = time.GetElapsedTime(start, await ready).TotalSeconds;
            DateTimeOffset shown = observer.LastStart
                ?? throw new InvalidOperationException("A Pod is Ready, but its status does not say when it started.");
            double started = system.WhenRunning(pods, clock) is { } exact
                ? (exact - clock).TotalSeconds
                : Math.Min((shown - clock).TotalSeconds + 1, untilReady);

            await ScaleAsync(0, limit.Token);
            await observer.WhenAsync(counts => counts.Total == 0, limit.Token);
            await Task.Delay(Pause, time, limit.Token);
            return new Run(started, untilReady);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Scaling to {pods} Pods and back took more than {Longest.TotalMinutes:0} minutes.", late);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await observer.DisposeAsync();
        client.Dispose();
    }

    private async Task ScaleAsync(int pods, CancellationToken cancellationToken)
    {
        using var patch = new StringContent($"{{\"spec\":{{\"replicas\":{pods}}}}}", Encoding.UTF8, "application/merge-patch+json");
        var scale = new Uri($"{Path}/function/scale", UriKind.Relative);
        using HttpResponseMessage response = await client.PatchAsync(scale, patch, cancellationToken);
        response.EnsureSuccessStatusCode();
    }
}
