using System.Net;
using System.Net.Http.Headers;

namespace KubeDirect.Kubernetes.Client;

/// <summary>
/// Sends requests over the client library's HTTP client, with its certificates and credentials. Returns answers instead of throwing.
/// </summary>
/// <remarks>
/// The library throws for every status that is not a success and puts the whole body into the message, which costs too much in a burst. Its
/// watcher hides signs of life that an informer needs. Thread-safe.
/// </remarks>
internal sealed class KubeHttp(k8s.Kubernetes client, RequestGate gate, KubeConnectionOptions options, string? tlsServerName) : IApi
{
    /// <inheritdoc/>
    public TimeProvider Time => options.Time;

    /// <inheritdoc/>
    public string FieldManager => options.FieldManager;

    public Uri Server => client.BaseUri;

    /// <inheritdoc/>
    public async Task<ApiReply> CallAsync(
        HttpMethod method,
        string path,
        string? body = null,
        string contentType = MediaTypes.Json,
        string accept = MediaTypes.Json,
        CancellationToken cancellation = default)
    {
        var target = new Uri(client.BaseUri, path);
        using var turn = await gate.EnterAsync(target, cancellation);

        // The time limit begins at this request's turn: in a burst, the wait for a turn is not a failure of the server.
        using var timeout = new CancellationTokenSource(options.RequestTimeout, options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            using var request = NewRequest(method, target, body, contentType, accept);
            using var response = await SendAsync(request, both.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(both.Token);
            return new ApiReply(response.StatusCode, bytes, RetryAfter(response), null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            cancellation.ThrowIfCancellationRequested();
            var why = timeout.IsCancellationRequested
                ? $"The API server at {Server} did not answer within {options.RequestTimeout.TotalSeconds:0.#} s."
                : Sentences.NoAnswer(Server, e);
            return new ApiReply(null, [], null, why);
        }
    }

    /// <inheritdoc/>
    public async Task<IApiStream> OpenAsync(string path, CancellationToken cancellation)
    {
        using var request = NewRequest(HttpMethod.Get, new Uri(client.BaseUri, path), null, MediaTypes.Json, MediaTypes.Json);
        return await HttpApiStream.OverAsync(await SendAsync(request, cancellation), cancellation);
    }

    public static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;

    private HttpRequestMessage NewRequest(HttpMethod method, Uri target, string? body, string contentType, string accept)
    {
        var request = new HttpRequestMessage(method, target);
        if (options.UseHttp2)
        {
            request.Version = HttpVersion.Version20;
        }

        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (!string.IsNullOrWhiteSpace(tlsServerName))
        {
            request.Headers.Host = tlsServerName;
        }

        if (body is not null)
        {
            request.Content = new StringContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        }

        request.Options.Set(GateHandler.Admitted, true);
        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        if (client.Credentials is { } credentials)
        {
            await credentials.ProcessHttpRequestAsync(request, cancellation);
        }

        return await client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }
}
