using System.Text.Json;

namespace KubeDirect.Bench;

/// <summary>Follows the Pods of a namespace through a watch, as any client of the API server sees them. Thread-safe.</summary>
internal sealed class PodObserver : IAsyncDisposable
{
    private readonly Lock access = new();
    private readonly Dictionary<string, (bool Ready, DateTimeOffset? Started)> pods = [];
    private readonly CancellationTokenSource stop = new();
    private readonly HttpClient client;
    private readonly string path;
    private readonly TimeProvider time;
    private int ready;
    private Func<PodCounts, bool>? condition;
    private TaskCompletionSource<long>? met;
    private Task reading = Task.CompletedTask;

    private PodObserver(HttpClient client, string path, TimeProvider time) => (this.client, this.path, this.time) = (client, path, time);

    /// <summary>When the last of the present Pods started, by its status, which is rounded down to a second; null if one has not.</summary>
    public DateTimeOffset? LastStart
    {
        get
        {
            lock (access)
            {
                return pods.Values.All(pod => pod.Started is not null) ? pods.Values.Max(pod => pod.Started) : null;
            }
        }
    }

    /// <summary>Starts to observe a namespace that holds no Pods.</summary>
    /// <param name="client">A client of the API server; the caller disposes of it.</param>
    /// <param name="space">The namespace.</param>
    /// <param name="time">The clock of the time stamps.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="InvalidOperationException">The namespace holds Pods.</exception>
    public static async Task<PodObserver> StartAsync(
        HttpClient client,
        string space,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var observer = new PodObserver(client, $"/api/v1/namespaces/{space}/pods", time);
        await using Stream body = await client.GetStreamAsync(new Uri(observer.path, UriKind.Relative), cancellationToken);
        using JsonDocument list = await JsonDocument.ParseAsync(body, default, cancellationToken);
        if (list.RootElement.GetProperty("items").GetArrayLength() != 0)
        {
            throw new InvalidOperationException($"The namespace {space} already holds Pods.");
        }

        string version = list.RootElement.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;
        observer.reading = observer.ReadAsync(version, observer.stop.Token);
        return observer;
    }

    /// <summary>Waits for the first event after which a condition holds. One wait at a time.</summary>
    /// <returns>The time stamp, of the time provider, at which that event was here.</returns>
    /// <exception cref="IOException">The watch ended.</exception>
    public async Task<long> WhenAsync(Func<PodCounts, bool> condition, CancellationToken cancellationToken)
    {
        var seen = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (access)
        {
            (this.condition, met) = (condition, seen);
            Check();
        }

        await Task.WhenAny(seen.Task, reading).WaitAsync(cancellationToken);
        if (!seen.Task.IsCompleted)
        {
            await reading;
            throw new IOException("The API server ended the watch.");
        }

        return await seen.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task ReadAsync(string version, CancellationToken cancellationToken)
    {
        var watch = new Uri($"{path}?watch=true&resourceVersion={version}&timeoutSeconds=7200", UriKind.Relative);
        using HttpResponseMessage response = await client.GetAsync(watch, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            using JsonDocument change = JsonDocument.Parse(line);
            Take(change.RootElement.GetProperty("type").GetString()!, change.RootElement.GetProperty("object"));
        }
    }

    private void Take(string type, JsonElement pod)
    {
        if (type is "ERROR")
        {
            throw new IOException($"The API server ended the watch: {pod.GetRawText()}");
        }

        string name = pod.GetProperty("metadata").GetProperty("name").GetString()!;
        lock (access)
        {
            if (pods.Remove(name, out (bool Ready, DateTimeOffset? Started) old) && old.Ready)
            {
                ready--;
            }

            if (type is not "DELETED")
            {
                JsonElement status = pod.GetProperty("status");
                bool isReady = IsReady(status);
                pods.Add(name, (isReady, StartOf(status)));
                ready += isReady ? 1 : 0;
            }

            Check();
        }
    }

    private void Check()
    {
        if (condition is not null && condition(new PodCounts(pods.Count, ready)))
        {
            met!.SetResult(time.GetTimestamp());
            condition = null;
        }
    }

    private static bool IsReady(JsonElement status) =>
        status.TryGetProperty("conditions", out JsonElement conditions)
        && conditions.EnumerateArray().Any(condition =>
            condition.GetProperty("type").ValueEquals("Ready") && condition.GetProperty("status").ValueEquals("True"));

    private static DateTimeOffset? StartOf(JsonElement status)
    {
        DateTimeOffset? last = null;
        if (status.TryGetProperty("containerStatuses", out JsonElement containers))
        {
            foreach (JsonElement container in containers.EnumerateArray())
            {
                if (!container.GetProperty("state").TryGetProperty("running", out JsonElement running))
                {
                    return null;
                }

                DateTimeOffset started = running.GetProperty("startedAt").GetDateTimeOffset();
                last = last is null || started > last ? started : last;
            }
        }

        return last;
    }
}
