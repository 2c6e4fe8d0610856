using System.Globalization;
using System.Text;
using System.Text.Json;
using k8s;
using k8s.Models;
using KubeDirect.Kubernetes.Client;

namespace KubeDirect.Kubernetes.Informers;

/// <summary>The two requests of an informer: list and watch.</summary>
internal sealed class ListWatch<T>(IApi http, InformerOptions<T> options)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly string path = ResourcePath.Collection<T>(options.Namespace);

    /// <summary>Lists all objects, page by page.</summary>
    /// <remarks>
    /// The request has no resource version, so it is a consistent read. <c>resourceVersion=0</c> would be cheaper, but the answer may come
    /// from a cache that is older than what this informer has seen. Younger objects would then look deleted.
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

    /// <summary>Opens a watch and passes its events on until the server ends it. An error event is thrown.</summary>
    /// <param name="resourceVersion">The version at which the watch begins.</param>
    /// <param name="serverTimeout">How long the watch lives before the server ends it.</param>
    /// <param name="sign">Called when the watch is open, and for every line that arrives.</param>
    /// <param name="take">Called for every event, bookmarks included.</param>
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
            // Either an ERROR, whose object is a Status and not a T, or half a line of a connection that broke.
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
            // The exception below says so.
        }

        return new ApiBrokenException("A watch delivered a line that is no event; its connection broke, or something between changes it.");
    }

    private string Query(string first)
    {
        var query = new StringBuilder(path).Append('?').Append(first);
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
