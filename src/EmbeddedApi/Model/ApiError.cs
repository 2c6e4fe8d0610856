using System.Net;
using System.Text.Json.Nodes;

namespace KubeDirect.EmbeddedApi.Model;

/// <summary>
/// A refusal, as the API reports it: an HTTP code, a machine-readable reason and one sentence. It becomes a <c>Status</c> object.
/// </summary>
internal sealed class ApiError(HttpStatusCode code, string reason, string message, JsonObject? details = null) : Exception(message)
{
    /// <summary>The HTTP status code.</summary>
    public HttpStatusCode Code { get; } = code;

    /// <summary>The machine-readable reason, such as <c>Conflict</c>.</summary>
    public string Reason { get; } = reason;

    /// <summary>What the client should wait before it tries again, in seconds.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The <c>Status</c> object of this refusal.</summary>
    public JsonObject ToStatus()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
            ["reason"] = Reason,
        };
        var extra = details?.DeepClone() as JsonObject;
        if (RetryAfterSeconds is { } wait)
        {
            extra ??= new JsonObject();
            extra["retryAfterSeconds"] = wait;
        }

        if (extra is not null)
        {
            status["details"] = extra;
        }

        status["code"] = (int)Code;
        return status;
    }

    public static ApiError BadRequest(string message) => new(HttpStatusCode.BadRequest, "BadRequest", message);

    public static ApiError NotFound(ResourceType type, string name) =>
        new(HttpStatusCode.NotFound, "NotFound", $"{type.QualifiedName} \"{name}\" not found", Details(type, name, kind: type.Plural));

    public static ApiError UnknownPath() =>
        new(HttpStatusCode.NotFound, "NotFound", "the server could not find the requested resource", new JsonObject());

    public static ApiError MethodNotAllowed(string method) =>
        new(
            HttpStatusCode.MethodNotAllowed,
            "MethodNotAllowed",
            $"the server does not allow the method {method} on the requested resource",
            new JsonObject());

    public static ApiError AlreadyExists(ResourceType type, string name) =>
        new(
            HttpStatusCode.Conflict,
            "AlreadyExists",
            $"{type.QualifiedName} \"{name}\" already exists",
            Details(type, name, kind: type.Plural));

    public static ApiError Conflict(ResourceType type, string name, string why) =>
        new(
            HttpStatusCode.Conflict,
            "Conflict",
            $"Operation cannot be fulfilled on {type.QualifiedName} \"{name}\": {why}",
            Details(type, name, kind: type.Plural));

    public static ApiError Modified(ResourceType type, string name) =>
        Conflict(type, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static ApiError Forbidden(ResourceType type, string name, string why) =>
        new(
            HttpStatusCode.Forbidden,
            "Forbidden",
            $"{type.QualifiedName} \"{name}\" is forbidden: {why}",
            Details(type, name, kind: type.Plural));

    public static ApiError Invalid(ResourceType type, string name, string field, string problem)
    {
        var details = Details(type, name, kind: type.Kind);
        details["causes"] = new JsonArray(new JsonObject { ["reason"] = "FieldValueInvalid", ["message"] = problem, ["field"] = field });
        var kind = type.Group.Length == 0 ? type.Kind : $"{type.Kind}.{type.Group}";
        return new ApiError(HttpStatusCode.UnprocessableEntity, "Invalid", $"{kind} \"{name}\" is invalid: {field}: {problem}", details);
    }

    public static ApiError Expired(string message) => new(HttpStatusCode.Gone, "Expired", message);

    public static ApiError UnsupportedMediaType(string message) =>
        new(HttpStatusCode.UnsupportedMediaType, "UnsupportedMediaType", message);

    public static ApiError NotAcceptable() =>
        new(HttpStatusCode.NotAcceptable, "NotAcceptable", "only the following media types are accepted: application/json");

    public static ApiError TooLarge(long limit) =>
        new(
            HttpStatusCode.RequestEntityTooLarge,
            "RequestEntityTooLarge",
            $"the body of the request is larger than the limit of {limit} bytes");

    public static ApiError Internal() =>
        new(
            HttpStatusCode.InternalServerError,
            "InternalError",
            "an internal error of the embedded API server prevented the request from succeeding");

    private static JsonObject Details(ResourceType type, string name, string kind)
    {
        var details = new JsonObject { ["name"] = name };
        if (type.Group.Length > 0)
        {
            details["group"] = type.Group;
        }

        details["kind"] = kind;
        return details;
    }
}
