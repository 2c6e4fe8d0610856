using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Reflection;
using System.Text.Json;
using k8s;
using k8s.Models;

namespace KubeDirect.Kubernetes.Client;

/// <summary>The result of one request: an HTTP status with the whole body, or one sentence on why there is no answer.</summary>
/// <param name="Status">The HTTP status; null if there was no complete answer.</param>
/// <param name="Body">The body; empty if there was no complete answer.</param>
/// <param name="RetryAfter">The delay in the header Retry-After; null if there is none, or if it is a date.</param>
/// <param name="Failure">Why there is no answer; null if there is one.</param>
public sealed record ApiReply(HttpStatusCode? Status, byte[] Body, TimeSpan? RetryAfter, string? Failure)
{
    /// <summary>Whether the server carried out the request: its status is 200 to 299.</summary>
    public bool IsSuccess => Status is { } status && (int)status is >= 200 and < 300;

    /// <summary>The status as a number; 0 if there was no answer.</summary>
    public int Code => Status is { } status ? (int)status : 0;

    /// <summary>The Status object of a refusal. If the body is no such object, the message is its first line.</summary>
    public ApiStatus ReadStatus() => Failure is not null ? new ApiStatus(0, "", Failure, []) : ApiStatus.Read(Code, Body);

    /// <summary>Reads the object in the body.</summary>
    /// <typeparam name="T">The object's kind. The body may have only the metadata of the object.</typeparam>
    /// <param name="value">The object, which has a UID; null if there is none.</param>
    /// <param name="failure">One sentence on why there is no object; null if there is one.</param>
    /// <returns>Whether there is an object.</returns>
    public bool TryRead<T>([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? failure)
        where T : class, IKubernetesObject<V1ObjectMeta> => TryParse(out value, out failure, read => read.Metadata?.Uid is not null);

    /// <summary>Reads the list in the body.</summary>
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
            // The sentence below says so.
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
