using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using KubeDirect.EmbeddedApi.Model;

namespace KubeDirect.EmbeddedApi.Patching;

/// <summary>JSON patch (RFC 6902) with JSON pointers (RFC 6901). An operation that cannot be carried out is a 422. Stateless.</summary>
internal static class JsonPatch
{
    /// <summary>Applies the operations in order and returns the result; <paramref name="target"/> is used up.</summary>
    public static JsonObject Apply(JsonObject target, JsonArray operations)
    {
        // Operations may replace the root, so it lives in a holder like every other node.
        var holder = new JsonArray(target);
        foreach (var operation in operations.Objects("JSON patch"))
        {
            ApplyOne(holder, operation);
        }

        var result = holder[0] as JsonObject ?? throw ApiError.BadRequest("the JSON patch does not leave an object");
        holder.Clear();
        return result;
    }

    private static void ApplyOne(JsonArray holder, JsonObject operation)
    {
        var path = Pointer(operation, "path");
        switch (operation.TextAt("op"))
        {
            case "add":
                Add(holder, path, Value(operation));
                break;
            case "remove":
                Take(holder, path);
                break;
            case "replace":
                Take(holder, path);
                Add(holder, path, Value(operation));
                break;
            case "move":
                var from = Pointer(operation, "from");
                if (path.Length > from.Length && path.AsSpan(0, from.Length).SequenceEqual(from))
                {
                    throw Failed("a value cannot be moved into itself");
                }

                Add(holder, path, Take(holder, from));
                break;
            case "copy":
                Add(holder, path, Read(holder, Pointer(operation, "from"))?.DeepClone());
                break;
            case "test":
                if (!JsonNode.DeepEquals(Read(holder, path), operation["value"]))
                {
                    throw Failed($"testing the value at {operation.TextAt("path")} failed");
                }

                break;
            case var other:
                throw ApiError.BadRequest($"unknown operation \"{other}\" in a JSON patch");
        }
    }

    private static JsonNode? Value(JsonObject operation) => operation.ContainsKey("value")
        ? operation["value"]?.DeepClone()
        : throw ApiError.BadRequest("an operation of the JSON patch lacks its value");

    /// <summary>The steps of a pointer below the holder: "" is the root, which is the holder's element 0.</summary>
    private static string[] Pointer(JsonObject operation, string member)
    {
        var text = operation.TextAt(member) ?? throw ApiError.BadRequest($"an operation of the JSON patch lacks its \"{member}\"");
        if (text.Length > 0 && text[0] != '/')
        {
            throw ApiError.BadRequest($"the pointer \"{text}\" in the JSON patch does not start with a slash");
        }

        return ["0", .. text.Split('/').Skip(1).Select(Unescaped)];

        static string Unescaped(string step) =>
            step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
    }

    private static JsonNode? Read(JsonArray holder, string[] path) => path.Aggregate((JsonNode?)holder, Step);

    private static JsonNode? Step(JsonNode? parent, string step) => parent switch
    {
        JsonObject members when members.TryGetPropertyValue(step, out var child) => child,
        JsonArray items => items[Index(step, items.Count - 1)],
        _ => throw Missing(step),
    };

    private static void Add(JsonArray holder, string[] path, JsonNode? value)
    {
        if (path.Length == 1)
        {
            // RFC 6902: adding at the root replaces the document.
            holder.Clear();
        }

        switch (Read(holder, path[..^1]))
        {
            case JsonObject members:
                members[path[^1]] = value;
                break;
            case JsonArray items:
                items.Insert(path[^1] is "-" ? items.Count : Index(path[^1], items.Count), value);
                break;
            default:
                throw Missing(path[^1]);
        }
    }

    private static JsonNode? Take(JsonArray holder, string[] path)
    {
        var value = Read(holder, path);
        switch (Read(holder, path[..^1]))
        {
            case JsonObject members:
                members.Remove(path[^1]);
                break;
            case JsonArray items:
                items.RemoveAt(Index(path[^1], items.Count - 1));
                break;
        }

        return value;
    }

    private static int Index(string step, int last) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= last
            ? index
            : throw Missing(step);

    private static ApiError Missing(string step) => Failed($"there is nothing at \"{step}\"");

    private static ApiError Failed(string why) =>
        new(HttpStatusCode.UnprocessableEntity, "Invalid", $"the server rejected our request due to an error in our request: {why}");
}
