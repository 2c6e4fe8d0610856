using System.Globalization;
using KubeDirect.EmbeddedApi.Model;
using KubeDirect.EmbeddedApi.Storage;
using KubeDirect.EmbeddedApi.Tables;
using Microsoft.AspNetCore.Http;

namespace KubeDirect.EmbeddedApi.Http;

/// <summary>Lists, whole or page by page from the state at the first page, as objects or as a table.</summary>
internal sealed class ListHandler(ApiContext api)
{
    public async Task HandleAsync(HttpContext context, ResourcePath path)
    {
        var query = context.Request.Query;
        var table = Negotiation.WantsTable(context.Request);
        var limit = ReadLimit(query["limit"]);
        var (id, list, offset) = query["continue"].ToString() is { Length: > 0 } token
            ? api.Pages.Open(token, path.Type)
            : (0, Select(context.Request, path), 0);

        var items = list.Items.AsMemory(offset);
        string? next = null;
        var remaining = 0;
        if (limit > 0 && items.Length > limit)
        {
            items = items[..limit];
            remaining = list.Items.Length - offset - limit;
            next = PageTokens.Token(id == 0 ? api.Pages.Keep(list) : id, offset + limit);
        }

        var page = new TablePage(list.Version, next, remaining);
        if (table)
        {
            var json = TableWriter.Whole(path.Type, items.Span, page, RowContent.Read(context.Request), api.Options.Clock);
            await Answers.JsonAsync(context, StatusCodes.Status200OK, json);
        }
        else
        {
            await ListWriter.WriteAsync(context, path.Type, items, page);
        }
    }

    private PagedList Select(HttpRequest request, ResourcePath path)
    {
        var selection = Selections.Read(request, path);
        var snapshot = api.Store.Read(path.Type);
        CheckVersion(request, snapshot.Version);
        return new PagedList(path.Type, [.. snapshot.Objects.Values.Where(selection.Matches)], snapshot.Version);
    }

    /// <summary>Refuses a version that the present state does not satisfy: an exact older one, or one from the future.</summary>
    private static void CheckVersion(HttpRequest request, long present)
    {
        var text = request.Query["resourceVersion"].ToString();
        if (text.Length == 0)
        {
            return;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var asked))
        {
            throw ApiError.BadRequest($"invalid resource version \"{text}\"");
        }

        if (asked > present)
        {
            throw new ApiError(
                System.Net.HttpStatusCode.GatewayTimeout,
                "Timeout",
                $"Too large resource version: {asked}, current: {present}")
            {
                RetryAfterSeconds = 1,
            };
        }

        if (request.Query["resourceVersionMatch"].ToString() is "Exact" && asked != present)
        {
            throw ApiError.Expired($"The provided resource version is too old: {asked}");
        }
    }

    private static int ReadLimit(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return 0;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : throw ApiError.BadRequest($"invalid limit \"{text}\"");
    }
}
