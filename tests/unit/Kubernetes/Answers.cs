using System.Text;
using Microsoft.AspNetCore.Http;

namespace KubeDirect.Tests.Unit.Kubernetes;

/// <summary>What scripts answer.</summary>
internal static class Answers
{
    public static async Task JsonAsync(this HttpContext context, string body, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
    }

    public static Task StatusAsync(
        this HttpContext context, int code, string reason, string message = "as scripted", string details = "{}") =>
        context.JsonAsync(StatusJson(code, reason, message, details), code);

    public static string StatusJson(int code, string reason, string message = "as scripted", string details = "{}") =>
        $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"{{message}}",""" +
        $$"""  "reason":"{{reason}}","code":{{code}},"details":{{details}}}""";

    public static async Task LineAsync(this HttpContext context, string line, CancellationToken cancellation, bool torn = false)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(torn ? line : line + "\n"), cancellation);
        await context.Response.Body.FlushAsync(cancellation);
    }

    public static string Pod(string name, int version, string? uid = null, string? node = null, string? owner = null, bool deleting = false)
    {
        var deletion = deleting ? ",\"deletionTimestamp\":\"2026-01-01T00:00:00Z\"" : "";
        var owners = owner is null
            ? ""
            : $$$""","ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"rs","uid":"{{{owner}}}","controller":true}]""";
        return $$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","namespace":"default",""" +
            $$$"""  "uid":"{{{uid ?? "uid-" + name}}}",""" +
            $$$"""  "resourceVersion":"{{{version}}}","managedFields":[{"manager":"x"}]{{{deletion}}}{{{owners}}}},""" +
            $$$"""  "spec":{"containers":[],"nodeName":"{{{node ?? "n1"}}}"}}""";
    }

    public static string Event(string type, string item) => $$"""{"type":"{{type}}","object":{{item}}}""";

    public static string Bookmark(int version) =>
        $$$"""{"type":"BOOKMARK","object":{"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"{{{version}}}",""" +
        """  "creationTimestamp":null},"spec":{"containers":null},"status":{} } }""";

    public static string List(int version, string? token, params string[] items)
    {
        var next = token is null ? "" : $",\"continue\":\"{token}\"";
        var all = string.Join(',', items);
        return $$$"""{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"{{{version}}}"{{{next}}}},"items":[{{{all}}}]}""";
    }
}
