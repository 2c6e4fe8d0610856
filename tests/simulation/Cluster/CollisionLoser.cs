using System.Net;
using System.Text;

namespace KubeDirect.Tests.Simulation.Cluster;

/// <summary>A canary: the count of collisions of names never reaches the API server, and the controller is told that it did.</summary>
internal sealed class CollisionLoser(HttpMessageHandler server) : DelegatingHandler
{
    private readonly HttpMessageInvoker server = new(server);

    // Not async: what the HTTP library goes on with would be sent to the thread pool.
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Method == HttpMethod.Patch && Text(request.Content!).Contains("{\"collisionCount\"", StringComparison.Ordinal)
            ? Task.FromResult(
                new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{}", Encoding.UTF8, "application/json") })
            : server.SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        server.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Reads a body without using it up.</summary>
    private static string Text(HttpContent content)
    {
        var stream = content.ReadAsStream();
        using var reader = new StreamReader(stream, leaveOpen: true);
        var text = reader.ReadToEnd();
        stream.Position = 0;
        return text;
    }
}
