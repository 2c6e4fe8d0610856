using System.Text.Json.Nodes;
using KubeDirect.EmbeddedApi.Model;

namespace KubeDirect.EmbeddedApi.Registry;

/// <summary>The options of a deletion. Grace is in seconds; null means the grace of the object.</summary>
internal sealed record DeleteOptions(
    long? Grace = null,
    bool Orphan = false,
    string? Uid = null,
    string? Version = null,
    bool DryRun = false)
{
    public static readonly DeleteOptions Default = new();

    /// <summary>
    /// Reads a <c>DeleteOptions</c> object (null if the request has no body) and the query parameters that can replace it.
    /// </summary>
    public static DeleteOptions Read(JsonObject? body, Func<string, string?> query)
    {
        var preconditions = body?.ObjectAt("preconditions");
        var propagation = body?.TextAt("propagationPolicy") ?? query("propagationPolicy");
        if (propagation is not (null or "" or "Orphan" or "Background" or "Foreground"))
        {
            throw ApiError.BadRequest(
                $"propagationPolicy: unsupported value \"{propagation}\": supported values: \"Orphan\", \"Background\", \"Foreground\"");
        }

        var grace = body?.IntegerAt("gracePeriodSeconds");
        if (grace is null && query("gracePeriodSeconds") is { Length: > 0 } text)
        {
            grace = long.TryParse(text, out var seconds)
                ? seconds
                : throw ApiError.BadRequest($"gracePeriodSeconds: \"{text}\" is not a number of seconds");
        }

        if (grace < 0)
        {
            throw ApiError.BadRequest("gracePeriodSeconds: must be greater than or equal to 0");
        }

        return new DeleteOptions(
            grace,
            propagation is "Orphan" || body?.FlagAt("orphanDependents") is true,
            preconditions?.TextAt("uid"),
            preconditions?.TextAt("resourceVersion"),
            DryRun: query("dryRun") is { Length: > 0 } || body?.ArrayAt("dryRun") is { Count: > 0 });
    }
}
