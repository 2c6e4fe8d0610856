using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Reflection;
using System.Text.Json;
using k8s;
using k8s.Models;

namespace KubeDirect.Kubernetes.Client;

/// <summary>What came of one request: an HTTP status with the whole body, or a sentence saying why there is none.</summary>
/// <param name="Status">The HTTP status; null if there was no complete answer.</param>
/// <param name="Body">The body; empty if there was no complete answer.</param>
/// <param name="RetryAfter">What the server's header Retry-After asks for.</param>
/// <param name="Failure">Why there is no answer; null if there is one.</param>
public sealed record ApiReply(HttpStatusCode? Status, byte[] Body, TimeSpan? RetryAfter, string? Failure)
{
    /// <summary>Whether there is an answer, and its status says that the request was carried out (200 to 299).</summary>
    public bool IsSuccess => Status is { } status && (int)status is >= 200 and < 300;

    /// <summary>The status as a number; 0 if there was no answer.</summary>
    public int Code => Status is { } status ? (int)status : 0;

    /// <summary>The Status object of a refusal, or what can be made of an answer that is none.</summary>
    public ApiStatus ReadStatus() => Failure is not null ? new ApiStatus(0, "", Failure, []) : ApiStatus.Read(Code, Body);

    /// <summary>Reads the object that was answered.</summary>
    /// <typeparam name="T">Its kind. An answer that has the metadata alone can be read, too.</typeparam>
    /// <param name="value">The object, which has a UID; null if there is none.</param>
    /// <param name="failure">One sentence on why there is no object; null if there is one.</param>
    /// <returns>Whether there is an object.</returns>
    public bool TryRead<T>([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? failure)
        where T : class, IKubernetesObject<V1ObjectMeta> => TryParse(out value, out failure, read => read.Metadata?.Uid is not null);

    /// <summary>Reads the list that was answered.</summary>
    /// <typeparam name="T">The kind of its items.</typeparam>
    /// <param name="value">The list; null if there is none.</param>
    /// <param name="failure">One sentence on why there is no list; null if there is one.</param>
    /// <returns>Whether there is a list.</returns>
    public bool TryReadList<T>([NotNullWhen(true)] out ObjectList<T>? value, [NotNullWhen(false)] out string? failure)
        where T : class, IKubernetesObject<V1ObjectMeta> => TryParse(out value, out failure, _ => true);

    /// <summary>One sentence for logs and users.</summary>
    public string Describe() => Failure ?? $"The API server answered {Code}: {ReadStatus().Message}";

    private bool TryParse<T>([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? failure, Func<T, bool> isWhole)
        where T : class
    {
        (value, failure) = (null, null);
        if (!IsSuccess)
        {
            failure = Describe();
            return false;
        }

        try
        {
            using var body = new MemoryStream(Body);
            value = KubernetesJson.Deserialize<T>(body);
            if (value is not null && isWhole(value))
            {
                return true;
            }
        }
        catch (JsonException)
        {
            // Said below.
        }

        value = null;
        failure = $"The API server answered {Code} with something that is not a {KindOf(typeof(T))}.";
        return false;
    }

    private static string KindOf(Type type) =>
        type.IsGenericType
            ? $"list of {KindOf(type.GenericTypeArguments[0])}s"
            : type.GetCustomAttribute<KubernetesEntityAttribute>()?.Kind ?? type.Name;
}

/// <summary>The fields of a <c>Status</c> object that somebody here looks at.</summary>
/// <param name="Code">The HTTP status, or the code inside a watch's ERROR event.</param>
/// <param name="Reason">The machine-readable reason, such as <c>AlreadyExists</c>; empty if there is none.</param>
/// <param name="Message">The human-readable message, on one line.</param>
/// <param name="Causes">Pairs of reason and field of <c>details.causes</c>.</param>
public sealed record ApiStatus(int Code, string Reason, string Message, IReadOnlyList<(string Reason, string Field)> Causes)
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
