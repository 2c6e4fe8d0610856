using System.Net;
using System.Text.Json.Nodes;

namespace KubeDirect.Tests.Unit.EmbeddedApi;

/// <summary>An open watch, read event by event.</summary>
public sealed class TestWatch : IDisposable
{
    private readonly HttpResponseMessage response;
    private readonly StreamReader reader;

    private TestWatch(HttpResponseMessage response, StreamReader reader)
    {
        this.response = response;
        this.reader = reader;
    }

    public HttpStatusCode Code => response.StatusCode;

    public static async Task<TestWatch> OpenAsync(HttpClient http, string path)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var opened = await http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, timeout.Token);
        return new TestWatch(opened, new StreamReader(await opened.Content.ReadAsStreamAsync(timeout.Token)));
    }

    /// <summary>The next event, or null at the end of the stream. Throws when the connection breaks.</summary>
    public async Task<JsonObject?> NextAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var line = await reader.ReadLineAsync(timeout.Token);
        return line is null ? null : JsonNode.Parse(line)!.AsObject();
    }

    /// <summary>The next event in the form <c>ADDED name</c>.</summary>
    public async Task<string> NextTextAsync()
    {
        var change = await NextAsync();
        return change is null ? "end" : $"{change["type"]} {change["object"]!["metadata"]?["name"]}".TrimEnd();
    }

    public void Dispose()
    {
        reader.Dispose();
        response.Dispose();
    }
}
