using System.Net;
using System.Text.Json;

namespace KubeDirect.KubeAdapter;

/// <summary>What came of one request: an HTTP status with the whole body, or a sentence saying why there is none.</summary>
/// <param name="Status">The HTTP status; null if there was no complete answer.</param>
/// <param name="Body">The body; empty if there was no complete answer.</param>
/// <param name="RetryAfter">What the server's header Retry-After asks for.</param>
/// <param name="Failure">Why there is no answer; null if there is one.</param>
internal sealed record ApiReply(HttpStatusCode? Status, byte[] Body, TimeSpan? RetryAfter, string? Failure)
{
    public bool IsSuccess => Status is { } status && (int)status is >= 200 and < 300;

    /// <summary>The status as a number; 0 if there was no answer.</summary>
    public int Code => Status is { } status ? (int)status : 0;

    /// <summary>The Status object of a refusal, or what can be made of an answer that is none.</summary>
    public ApiStatus ReadStatus() => Failure is not null ? new ApiStatus(0, "", Failure, []) : ApiStatus.Read(Code, Body);

    /// <summary>One sentence for logs and users.</summary>
    public string Describe() => Failure ?? $"The API server answered {Code}: {ReadStatus().Message}";
}

/// <summary>The fields of a <c>Status</c> object that somebody here looks at.</summary>
/// <param name="Code">The HTTP status, or the code inside a watch's ERROR event.</param>
/// <param name="Reason">The machine-readable reason, such as <c>AlreadyExists</c>; empty if there is none.</param>
/// <param name="Message">The human-readable message, on one line.</param>
/// <param name="Causes">Pairs of reason and field of <c>details.causes</c>.</param>
internal sealed record ApiStatus(int Code, string Reason, string Message, IReadOnlyList<(string Reason, string Field)> Causes)
{
    /// <summary>A resource version or a continue token that the server no longer serves.</summary>
    public bool IsExpired => Code == 410 || Reason is "Expired" or "Gone";

    /// <summary>Reads a body that should be a Status object; a proxy's HTML page must do no harm.</summary>
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

    /// <summary>Reads a Status object; its own code, if it has one, counts.</summary>
    public static ApiStatus Read(int code, JsonElement status)
    {
        if (status.ValueKind != JsonValueKind.Object)
        {
            return new ApiStatus(code, "", "", []);
        }

        var own = status.TryGetProperty("code", out var c) && c.ValueKind == JsonValueKind.Number && c.TryGetInt32(out var number) ? number : code;
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
