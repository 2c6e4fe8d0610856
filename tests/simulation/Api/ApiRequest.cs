using System.Text.Json.Nodes;
using System.Web;

namespace KubeDirect.Tests.Simulation.Api;

/// <summary>A request, read as far as the simulated server needs it.</summary>
internal sealed class ApiRequest
{
    public ApiRequest(HttpRequestMessage request)
    {
        Method = request.Method.Method;
        var segments = request.RequestUri!.AbsolutePath.Trim('/').Split('/');
        var at = segments[0] == "api" ? 2 : 3;
        at += segments[at] == "namespaces" ? 2 : 0;
        Collection = segments[at];
        Name = at + 1 < segments.Length ? Uri.UnescapeDataString(segments[at + 1]) : "";
        IsStatus = segments[^1] == "status" && at + 2 < segments.Length;
        Query = HttpUtility.ParseQueryString(request.RequestUri.Query);
        if (request.Content is { } content)
        {
            using var reader = new StreamReader(content.ReadAsStream());
            Body = JsonNode.Parse(reader.ReadToEnd())!.AsObject();
        }
    }

    public string Method { get; }

    /// <summary>Plural name of the kind; names are unique without their namespace here.</summary>
    public string Collection { get; }

    /// <summary>Empty for the collection.</summary>
    public string Name { get; }

    public System.Collections.Specialized.NameValueCollection Query { get; }

    public JsonObject? Body { get; }

    /// <summary>Whether it is about the status alone.</summary>
    public bool IsStatus { get; }

    /// <summary>The part of a patch that counts: a status is written by itself, and nothing else with it.</summary>
    public JsonObject Written
    {
        get
        {
            var body = Body!.DeepClone().AsObject();
            foreach (var ignored in IsStatus ? ["spec"] : new[] { "status" })
            {
                body.Remove(ignored);
            }

            return body;
        }
    }

    public bool IsWatch => Query["watch"] == "true";

    public bool IsWrite => Method is not "GET";

    public string Labels => Query["labelSelector"] ?? "";

    public string Fields => Query["fieldSelector"] ?? "";

    public override string ToString() =>
        $"{(IsWatch ? "WATCH" : Method)} {Collection}/{(Name.Length > 0 ? Name : (string?)Body?["metadata"]?["name"])}";
}
