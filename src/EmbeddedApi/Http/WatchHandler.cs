using System.Globalization;
using System.IO.Pipelines;
using KubeDirect.EmbeddedApi.Model;
using KubeDirect.EmbeddedApi.Storage;
using KubeDirect.EmbeddedApi.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace KubeDirect.EmbeddedApi.Http;

/// <summary>
/// Watches: a stream of changes, one JSON object a line, from a version on or from the present objects. Ready changes go out together,
/// and a change never waits for a later one.
/// </summary>
internal sealed class WatchHandler(ApiContext api)
{
    private const int FlushBytes = 64 * 1024;

    // Like the API server, end a watch after a while if the client gave no limit: a client that is gone must not keep it forever.
    private static readonly TimeSpan LongestWatch = TimeSpan.FromHours(1);

    public async Task HandleAsync(HttpContext context, ResourcePath path)
    {
        var query = context.Request.Query;
        var selection = Selections.Read(context.Request, path);
        var since = ReadVersion(query["resourceVersion"]);
        var initialEvents = query["sendInitialEvents"].ToString() is "true" or "1";
        var table = Negotiation.WantsTable(context.Request);
        var encoder = new WatchEncoder(path.Type, table ? RowContent.Read(context.Request) : null, api.Options.Clock);
        using var limit = new CancellationTokenSource(ReadLimit(query["timeoutSeconds"]), api.Options.Clock);

        WatchStart start;
        try
        {
            start = api.Store.Watch(path.Type, selection, initialEvents ? null : since);
        }
        catch (ApiError expired) when (expired.Reason is "Expired")
        {
            // Like the API server: the watch itself succeeds, and its first event says that the version is too old.
            Start(context);
            WatchEncoder.WriteError(context.Response.BodyWriter, expired);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            return;
        }

        using var subscription = start.Subscription;
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, api.Stopping, api.Faults.WatchesBreak, subscription.CutOff);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(broken.Token, limit.Token);
        await using var bookmarks = query["allowWatchBookmarks"].ToString() is "true" or "1"
            ? api.Options.Clock.CreateTimer(
                _ => api.Store.Bookmark(subscription),
                null,
                api.Options.BookmarkInterval,
                api.Options.BookmarkInterval)
            : null;
        try
        {
            Start(context);
            await StreamAsync(context.Response.BodyWriter, start, encoder, initialEvents, ended.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !broken.IsCancellationRequested)
        {
            // The client's time limit is over, so the answer ends in order.
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private static void Start(HttpContext context)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        Answers.StartJson(context);
    }

    private static async Task StreamAsync(
        PipeWriter output,
        WatchStart start,
        WatchEncoder encoder,
        bool initialEvents,
        CancellationToken cancellation)
    {
        var selection = start.Subscription.Selection;

        // Send the headers at once: a client must not wait for the first change to know that its watch has started.
        await output.FlushAsync(cancellation);
        if (start.Initial is { } initial)
        {
            var present = initial.Objects.Values.Where(selection.Matches);
            var added = present.Select(item => new WatchEvent(ChangeKind.Added, item.Version, item, null));
            await WriteAllAsync(output, added, encoder, cancellation);
            if (initialEvents)
            {
                encoder.WriteBookmark(output, start.Version, endsInitialEvents: true);
            }
        }

        await WriteAllAsync(output, start.Missed.Select(selection.View).OfType<WatchEvent>(), encoder, cancellation);
        var changes = start.Subscription.Changes;
        while (await changes.WaitToReadAsync(cancellation))
        {
            await WriteAllAsync(output, ReadReady(changes), encoder, cancellation);
        }

        // Only a cut-off completes the buffer.
        throw new OperationCanceledException();
    }

    private static IEnumerable<WatchEvent> ReadReady(System.Threading.Channels.ChannelReader<WatchEvent> changes)
    {
        while (changes.TryRead(out var change))
        {
            yield return change;
        }
    }

    private static async Task WriteAllAsync(
        PipeWriter output,
        IEnumerable<WatchEvent> changes,
        WatchEncoder encoder,
        CancellationToken cancellation)
    {
        foreach (var change in changes)
        {
            encoder.Write(output, change);
            if (output.UnflushedBytes > FlushBytes)
            {
                await output.FlushAsync(cancellation);
            }
        }

        await output.FlushAsync(cancellation);
    }

    /// <summary>The version to start after; null for the present state, which "0" and none ask for.</summary>
    private static long? ReadVersion(string? text)
    {
        if (string.IsNullOrEmpty(text) || text is "0")
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw ApiError.BadRequest($"invalid resource version \"{text}\"");
    }

    private static TimeSpan ReadLimit(string? text)
    {
        if (string.IsNullOrEmpty(text) || text is "0")
        {
            return LongestWatch;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds, LongestWatch.TotalSeconds))
            : throw ApiError.BadRequest($"invalid timeoutSeconds \"{text}\"");
    }
}
