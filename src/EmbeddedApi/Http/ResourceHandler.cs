using System.Text.Json.Nodes;
using KubeDirect.EmbeddedApi.Model;
using KubeDirect.EmbeddedApi.Patching;
using KubeDirect.EmbeddedApi.Registry;
using KubeDirect.EmbeddedApi.Storage;
using KubeDirect.EmbeddedApi.Tables;
using Microsoft.AspNetCore.Http;

namespace KubeDirect.EmbeddedApi.Http;

/// <summary>Carries out requests for resources: from method, path and body to a verb of the registry and an answer.</summary>
internal sealed class ResourceHandler(ApiContext api)
{
    private readonly ListHandler lists = new(api);
    private readonly WatchHandler watches = new(api);

    public Task HandleAsync(HttpContext context, ResourcePath path)
    {
        var method = context.Request.Method;
        if (path.Name.Length == 0)
        {
            return method switch
            {
                "GET" when IsWatch(context) => watches.HandleAsync(context, path),
                "GET" => lists.HandleAsync(context, path),
                "POST" when path.Namespace.Length > 0 == path.Type.Namespaced => CreateAsync(context, path),
                "DELETE" => DeleteAllAsync(context, path),
                _ => throw ApiError.MethodNotAllowed(method),
            };
        }

        return (path.Subresource, method) switch
        {
            (_, "GET") => GetAsync(context, path),
            (_, "PUT") => PutAsync(context, path),
            (_, "PATCH") => PatchAsync(context, path),
            ("", "DELETE") => DeleteAsync(context, path),
            _ => throw ApiError.MethodNotAllowed(method),
        };
    }

    private static bool IsWatch(HttpContext context) => context.Request.Query["watch"].ToString() is "true" or "1";

    private static bool IsDryRun(HttpContext context) => context.Request.Query["dryRun"].ToString().Length > 0;

    private static ObjectKey Key(ResourcePath path) => new(path.Namespace, path.Name);

    private Task GetAsync(HttpContext context, ResourcePath path)
    {
        var found = api.Registry.Get(path.Type, Key(path));
        if (path.Subresource is "scale")
        {
            return Answers.JsonAsync(context, StatusCodes.Status200OK, Json.Encode(ScaleView.Of(found.Parse())));
        }

        return AnswerAsync(context, StatusCodes.Status200OK, found);
    }

    private async Task CreateAsync(HttpContext context, ResourcePath path)
    {
        Bodies.RequireJson(context.Request);
        var body = Json.ParseObject((await Bodies.ReadAsync(context)).Span);
        var created = api.Registry.Create(path.Type, path.Namespace, body, IsDryRun(context));
        await AnswerAsync(context, StatusCodes.Status201Created, created);
    }

    private async Task PutAsync(HttpContext context, ResourcePath path)
    {
        Bodies.RequireJson(context.Request);
        var bytes = await Bodies.ReadAsync(context);
        await WriteAsync(context, path, _ => Json.ParseObject(bytes.Span), replaces: true);
    }

    private async Task PatchAsync(HttpContext context, ResourcePath path)
    {
        var patch = PatchDocument.Read(Bodies.MediaType(context.Request), (await Bodies.ReadAsync(context)).Span);
        await WriteAsync(context, path, patch.Apply, replaces: false);
    }

    private async Task WriteAsync(HttpContext context, ResourcePath path, Func<JsonObject, JsonObject> change, bool replaces)
    {
        var target = new WriteTarget(path.Type, Key(path), path.Subresource is "status", IsDryRun(context));
        if (path.Subresource is "scale")
        {
            var scaled = api.Registry.Update(target, body => ScaleView.Apply(path.Type, body, change(ScaleView.Of(body))));
            await Answers.JsonAsync(context, StatusCodes.Status200OK, Json.Encode(ScaleView.Of(scaled.Parse())));
            return;
        }

        var updated = api.Registry.Update(target, body =>
        {
            var result = change(body);
            if (replaces && !path.Type.AllowsBlindUpdate && result.ObjectAt("metadata")?.TextAt("resourceVersion") is not { Length: > 0 })
            {
                const string Problem = "Invalid value: 0x0: must be specified for an update";
                throw ApiError.Invalid(path.Type, path.Name, "metadata.resourceVersion", Problem);
            }

            return result;
        });
        await AnswerAsync(context, StatusCodes.Status200OK, updated);
    }

    private async Task DeleteAsync(HttpContext context, ResourcePath path)
    {
        var options = await ReadDeleteOptionsAsync(context);
        var (last, gone) = api.Registry.Delete(path.Type, Key(path), options);
        var answer = gone && !path.Type.AnswersDeleteWithObject ? Answers.Deleted(path.Type, path.Name, last.Uid) : last.Json;
        await Answers.JsonAsync(context, StatusCodes.Status200OK, answer);
    }

    private async Task DeleteAllAsync(HttpContext context, ResourcePath path)
    {
        var options = await ReadDeleteOptionsAsync(context);
        var selection = Selections.Read(context.Request, path);
        var deleted = new List<StoredObject>();
        var snapshot = api.Store.Read(path.Type);
        foreach (var candidate in snapshot.Objects.Values.Where(selection.Matches))
        {
            try
            {
                deleted.Add(api.Registry.Delete(path.Type, candidate.Key, options with { Uid = candidate.Uid }).Object);
            }
            catch (ApiError changed) when (changed.Code is System.Net.HttpStatusCode.NotFound or System.Net.HttpStatusCode.Conflict)
            {
                // Somebody else deleted it first, so the wanted state is there.
            }
        }

        await ListWriter.WriteAsync(context, path.Type, deleted.ToArray(), new TablePage(snapshot.Version, null, 0));
    }

    private static async Task<DeleteOptions> ReadDeleteOptionsAsync(HttpContext context)
    {
        var bytes = await Bodies.ReadAsync(context);
        JsonObject? body = null;
        if (bytes.Length > 0)
        {
            Bodies.RequireJson(context.Request);
            body = Json.ParseObject(bytes.Span);
        }

        return DeleteOptions.Read(body, name => context.Request.Query[name]);
    }

    private Task AnswerAsync(HttpContext context, int code, StoredObject answer) =>
        Answers.JsonAsync(context, code, Negotiation.WantsTable(context.Request) ? TableOf(context, answer) : answer.Json);

    private ReadOnlyMemory<byte> TableOf(HttpContext context, StoredObject row)
    {
        var page = new TablePage(row.Version, null, 0);
        return TableWriter.Whole(row.Type, [row], page, RowContent.Read(context.Request), api.Options.Clock);
    }
}
