using System.Text.Json;

namespace KubeDirect.Bench;

/// <summary>Follows the Pods of a namespace through a watch, as any client of the API server sees them. Thread-safe.</summary>
internal sealed class PodObserver : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (bool Ready, DateTimeOffset? Started)> _pods = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _client;
    private readonly string _path;
    private readonly TimeProvider _time;
    private int _ready;
    private Func<PodCounts, bool>? _condition;
    private TaskCompletionSource<long>? _met;
    private Task _reading = Task.CompletedTask;

    private PodObserver(HttpClient client, string path, TimeProvider time) => (_client, _path, _time) = (client, path, time);

    /// <summary>When the last of the present Pods started, by its status, which is rounded down to a second; null if one has not.</summary>
    public DateTimeOffset? LastStart
    {
        get
        {
            lock (_lock)
            {
                return _pods.Values.All(pod => pod.Started is not null) ? _pods.Values.Max(pod => pod.Started) : null;
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
        await using Stream body = await client.GetStreamAsync(new Uri(observer._path, UriKind.Relative), cancellationToken);
        using JsonDocument list = await JsonDocument.ParseAsync(body, default, cancellationToken);
        if (list.RootElement.GetProperty("items").GetArrayLength() != 0)
        {
            throw new InvalidOperationException($"The namespace {space} already holds Pods.");
        }

        string version = list.RootElement.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;
        observer._reading = observer.ReadAsync(version, observer._stop.Token);
        return observer;
    }

    /// <summary>Waits for the first event after which a condition holds. One wait at a time.</summary>
    /// <returns>The time stamp, of the time provider, at which that event was here.</returns>
    /// <exception cref="IOException">The watch ended.</exception>
    public async Task<long> WhenAsync(Func<PodCounts, bool> condition, CancellationToken cancellationToken)
    {
        var met = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            (_condition, _met) = (condition, met);
            Check();
        }

        await Task.WhenAny(met.Task, _reading).WaitAsync(cancellationToken);
        if (!met.Task.IsCompleted)
        {
            await _reading;
            throw new IOException("The API server ended the watch.");
        }

        return await met.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ReadAsync(string version, CancellationToken cancellationToken)
    {
        var watch = new Uri($"{_path}?watch=true&resourceVersion={version}&timeoutSeconds=7200", UriKind.Relative);
        using HttpResponseMessage response = await _client.GetAsync(watch, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
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
        lock (_lock)
        {
            if (_pods.Remove(name, out (bool Ready, DateTimeOffset? Started) old) && old.Ready)
            {
                _ready--;
            }

            if (type is not "DELETED")
            {
                JsonElement status = pod.GetProperty("status");
                bool ready = IsReady(status);
                _pods.Add(name, (ready, StartOf(status)));
                _ready += ready ? 1 : 0;
            }

            Check();
        }
    }

    private void Check()
    {
        if (_condition is { } condition && condition(new PodCounts(_pods.Count, _ready)))
        {
            _met!.SetResult(_time.GetTimestamp());
            _condition = null;
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
