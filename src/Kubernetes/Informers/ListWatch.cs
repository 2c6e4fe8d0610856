using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using k8s;
using k8s.Models;
using KubeDirect.Kubernetes.Client;

namespace KubeDirect.Kubernetes.Informers;

/// <summary>A request of list-and-watch was refused by the server.</summary>
internal sealed class ApiRefusedException(ApiStatus status, TimeSpan? retryAfter) : Exception(status.Message)
{
    public ApiStatus Status { get; } = status;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>There was no answer, or a stream ended in the middle of a line.</summary>
internal sealed class ApiBrokenException(string sentence) : Exception(sentence);

/// <summary>All objects of a list, and the version of the collection that a watch can go on from.</summary>
internal sealed record Listing<T>(List<T> Items, string ResourceVersion);

/// <summary>One event of a watch. A bookmark's object has nothing but a resource version.</summary>
internal sealed record WatchLine<T>(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("object")] T Object);

/// <summary>The two requests that an informer consists of.</summary>
internal sealed class ListWatch<T>(IApi http, InformerOptions<T> options)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly string _path = ResourcePath.Collection<T>(options.Namespace);

    /// <summary>Lists everything, page by page.</summary>
    /// <remarks>
    /// No resource version is asked for, which makes it a consistent read: <c>resourceVersion=0</c> would be cheaper, but may be answered
    /// from a cache that is older than what this informer has seen, and whatever is younger would look deleted.
    /// </remarks>
    public async Task<Listing<T>> ListAsync(CancellationToken cancellation)
    {
        var items = new List<T>();
        string? token = null;
        while (true)
        {
            var page = await PageAsync(token, cancellation);
            items.AddRange(page.Items ?? []);
            token = page.Metadata?.ContinueProperty;
            if (string.IsNullOrEmpty(token))
            {
                return new Listing<T>(items, page.Metadata?.ResourceVersion ?? "");
            }
        }
    }

    /// <summary>Opens a watch and hands its events on, but for errors, which are thrown, until the server ends it.</summary>
    /// <param name="resourceVersion">Where to go on from.</param>
    /// <param name="serverTimeout">When the server is to end the watch.</param>
    /// <param name="sign">Called at every sign of life.</param>
    /// <param name="take">Called for every event.</param>
    /// <param name="cancellation">Ends the watch.</param>
    public async Task WatchAsync(
        string resourceVersion,
        TimeSpan serverTimeout,
        Action sign,
        Action<WatchLine<T>> take,
        CancellationToken cancellation)
    {
        var seconds = ((int)serverTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        using var stream = await http.OpenAsync(
            Query($"watch=true&allowWatchBookmarks=true&timeoutSeconds={seconds}&resourceVersion={Uri.EscapeDataString(resourceVersion)}"),
            cancellation);
        if (stream.Refusal is { } refusal)
        {
            throw new ApiRefusedException(refusal.ReadStatus(), refusal.RetryAfter);
        }

        sign();
        while (await stream.ReadLineAsync(cancellation) is { } line)
        {
            sign();
            if (line.Length > 0)
            {
                take(Parse(line));
            }
        }
    }

    private async Task<ObjectList<T>> PageAsync(string? token, CancellationToken cancellation)
    {
        var query = $"limit={options.PageSize}" + (token is null ? "" : $"&continue={Uri.EscapeDataString(token)}");
        var reply = await http.CallAsync(HttpMethod.Get, Query(query), cancellation: cancellation);
        if (reply.Failure is not null)
        {
            throw new ApiBrokenException(reply.Failure);
        }

        if (!reply.IsSuccess)
        {
            throw new ApiRefusedException(reply.ReadStatus(), reply.RetryAfter);
        }

        return reply.TryReadList<T>(out var page, out var failure) ? page : throw new ApiBrokenException(failure);
    }

    private static WatchLine<T> Parse(string line)
    {
        try
        {
            var parsed = KubernetesJson.Deserialize<WatchLine<T>>(line);
            if (parsed is { Type: "ADDED" or "MODIFIED" or "DELETED" or "BOOKMARK", Object.Metadata: not null })
            {
                return parsed;
            }
        }
        catch (JsonException)
        {
            // An ERROR, whose object is a Status and not a T, or half a line: the connection broke in the middle of it.
        }

        throw NotAnEvent(line);
    }

    private static Exception NotAnEvent(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.TryGetProperty("type", out var type) && type.GetString() == "ERROR"
                && document.RootElement.TryGetProperty("object", out var status))
            {
                return new ApiRefusedException(ApiStatus.Read(0, status), null);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Said below.
        }

        return new ApiBrokenException("A watch delivered a line that is no event; its connection broke, or something between changes it.");
    }

    private string Query(string first)
    {
        var query = new StringBuilder(_path).Append('?').Append(first);
        if (options.LabelSelector is not null)
        {
            query.Append("&labelSelector=").Append(Uri.EscapeDataString(options.LabelSelector));
        }

        if (options.FieldSelector is not null)
        {
            query.Append("&fieldSelector=").Append(Uri.EscapeDataString(options.FieldSelector));
        }

        return query.ToString();
    }
}
