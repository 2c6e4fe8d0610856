using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeDirect.EmbeddedApi.Model;

/// <summary>
/// Typed access to JSON nodes that answers a wrong type with a 400 <see cref="ApiError"/>, as a decoder into Go structs would,
/// instead of an exception from the JSON library. Stateless.
/// </summary>
internal static class Json
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };
    private static readonly JsonNodeOptions CaseSensitive = new() { PropertyNameCaseInsensitive = false };
    private static readonly JsonWriterOptions Relaxed = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Parses JSON text; malformed text, duplicate keys and nesting beyond 64 levels are a 400.</summary>
    public static JsonNode? Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonNode.Parse(utf8, CaseSensitive, Strict);
        }
        catch (JsonException problem)
        {
            throw ApiError.BadRequest($"the body of the request is not valid JSON: {FirstSentence(problem.Message)}");
        }
    }

    /// <summary>Parses JSON text that must be an object.</summary>
    public static JsonObject ParseObject(ReadOnlySpan<byte> utf8) =>
        Parse(utf8) as JsonObject ?? throw ApiError.BadRequest("the body of the request must be a JSON object");

    /// <summary>The UTF-8 text of a node, without white space.</summary>
    public static byte[] Encode(JsonNode node)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            node.WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A writer in the server's one encoding.</summary>
    public static Utf8JsonWriter Writer(IBufferWriter<byte> output) => new(output, Relaxed);

    public static JsonObject? ObjectAt(this JsonObject owner, string name) => owner[name] switch
    {
        null => null,
        JsonObject value => value,
        _ => throw Mismatch(name, "an object"),
    };

    public static JsonArray? ArrayAt(this JsonObject owner, string name) => owner[name] switch
    {
        null => null,
        JsonArray value => value,
        _ => throw Mismatch(name, "an array"),
    };

    public static string? TextAt(this JsonObject owner, string name) => owner[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw Mismatch(name, "a string"),
    };

    public static long? IntegerAt(this JsonObject owner, string name) => owner[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<long>(out var number) => number,
        JsonValue value when value.TryGetValue<int>(out var number) => number,
        _ => throw Mismatch(name, "an integer"),
    };

    public static bool? FlagAt(this JsonObject owner, string name) => owner[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        _ => throw Mismatch(name, "a boolean"),
    };

    /// <summary>The object under <paramref name="name"/>, created when it is absent.</summary>
    public static JsonObject Ensure(this JsonObject owner, string name)
    {
        if (owner.ObjectAt(name) is { } present)
        {
            return present;
        }

        var created = new JsonObject();
        owner[name] = created;
        return created;
    }

    /// <summary>Sets a value only where there is none.</summary>
    public static void Default(this JsonObject owner, string name, JsonNode value)
    {
        if (owner[name] is null)
        {
            owner[name] = value;
        }
    }

    /// <summary>Replaces a member by a copy of <paramref name="value"/>, or removes it when that is null.</summary>
    public static void Assign(this JsonObject owner, string name, JsonNode? value)
    {
        if (value is null)
        {
            owner.Remove(name);
        }
        else
        {
            owner[name] = value.DeepClone();
        }
    }

    /// <summary>The elements of an array that must all be objects.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonArray? array, string name)
    {
        foreach (var item in array ?? [])
        {
            yield return item as JsonObject ?? throw Mismatch(name, "an array of objects");
        }
    }

    /// <summary>Removes members whose value is null, at every depth: to the API they are absent.</summary>
    public static void DropNulls(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject owner:
                List<string>? nulls = null;
                foreach (var (name, value) in owner)
                {
                    if (value is null)
                    {
                        (nulls ??= []).Add(name);
                    }
                    else
                    {
                        DropNulls(value);
                    }
                }

                nulls?.ForEach(name => owner.Remove(name));
                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    DropNulls(item);
                }

                break;
        }
    }

    private static ApiError Mismatch(string name, string expected) =>
        ApiError.BadRequest($"the field \"{name}\" must be {expected}");

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message.TrimEnd('.') : message[..end];
    }
}
