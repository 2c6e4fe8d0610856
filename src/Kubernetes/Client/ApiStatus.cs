using System.Text.Json;

namespace KubeDirect.Kubernetes.Client;

/// <summary>The fields of a <c>Status</c> object that callers need. Immutable.</summary>
/// <param name="Code">The HTTP status, or the code inside a watch's ERROR event.</param>
/// <param name="Reason">The machine-readable reason, such as <c>AlreadyExists</c>; empty if there is none.</param>
/// <param name="Message">The human-readable message, on one line.</param>
/// <param name="Causes">Pairs of reason and field of <c>details.causes</c>.</param>
public sealed record ApiStatus(int Code, string Reason, string Message, IReadOnlyList<(string Reason, string Field)> Causes)
{
    /// <summary>Whether the server no longer serves the resource version or the continue token of the request.</summary>
    public bool IsExpired => Code == 410 || Reason is "Expired" or "Gone";

    /// <summary>Reads a body that should be a Status object. It may be something else, such as the HTML page of a proxy.</summary>
    public static ApiStatus Read(int code, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(code, document.RootElement);
        }
        catch (JsonException)
        {
            return new ApiStatus(code, "", Sentences.FirstLine(System.Text.Encoding.UTF8.GetString(body.Span)), []);
        }
    }

    /// <summary>Reads a Status object. A code in the object takes precedence over <paramref name="code"/>.</summary>
    public static ApiStatus Read(int code, JsonElement status)
    {
        if (status.ValueKind != JsonValueKind.Object)
        {
            return new ApiStatus(code, "", "", []);
        }

        var has = status.TryGetProperty("code", out var value) && value.ValueKind == JsonValueKind.Number;
        var own = has && value.TryGetInt32(out var number) ? number : code;
        return new ApiStatus(own, Text(status, "reason"), Sentences.FirstLine(Text(status, "message")), ReadCauses(status));
    }

    private static List<(string Reason, string Field)> ReadCauses(JsonElement status)
    {
        var causes = new List<(string Reason, string Field)>();
        if (status.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Object
            && details.TryGetProperty("causes", out var list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (var cause in list.EnumerateArray().Where(cause => cause.ValueKind == JsonValueKind.Object))
            {
                causes.Add((Text(cause, "reason"), Text(cause, "field")));
            }
        }

        return causes;
    }

    private static string Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
