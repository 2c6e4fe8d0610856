using System.Text;

namespace KubeDirect.Kubernetes.Client;

/// <summary>A watch's answer over HTTP.</summary>
internal sealed class HttpApiStream : IApiStream
{
    private readonly HttpResponseMessage response;
    private readonly StreamReader? lines;

    private HttpApiStream(HttpResponseMessage response, StreamReader? lines, ApiReply? refusal)
    {
        this.response = response;
        this.lines = lines;
        Refusal = refusal;
    }

    public ApiReply? Refusal { get; }

    /// <summary>Makes a stream of a response whose headers have arrived. If that fails, it disposes of the response.</summary>
    public static async Task<HttpApiStream> OverAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            if (!response.IsSuccessStatusCode)
            {
                var body = await response.Content.ReadAsByteArrayAsync(cancellation);
                return new HttpApiStream(
                    response,
                    lines: null,
                    new ApiReply(response.StatusCode, body, KubeHttp.RetryAfter(response), null));
            }

            var stream = await response.Content.ReadAsStreamAsync(cancellation);
            return new HttpApiStream(response, new StreamReader(stream, Encoding.UTF8, false, 16 * 1024), refusal: null);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    public async Task<string?> ReadLineAsync(CancellationToken cancellation) =>
        lines is null ? null : await lines.ReadLineAsync(cancellation);

    public void Dispose()
    {
        lines?.Dispose();
        response.Dispose();
    }
}
