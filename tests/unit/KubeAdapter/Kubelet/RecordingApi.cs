using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using KubeDirect.Kubernetes.Client;

namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet;

/// <summary>An API server that carries out every request and notes its body. Thread-safe.</summary>
internal sealed class RecordingApi(TimeProvider time) : IApi
{
    private readonly List<JsonNode> bodies = [];

    public TimeProvider Time => time;

    public string FieldManager => "test";

    /// <summary>The bodies of the requests, the oldest first.</summary>
    public IReadOnlyList<JsonNode> Bodies
    {
        get
        {
            lock (bodies)
            {
                return [.. bodies];
            }
        }
    }

    public Task<ApiReply> CallAsync(
        HttpMethod method,
        string path,
        string? body = null,
        string contentType = MediaTypes.Json,
        string accept = MediaTypes.Json,
        CancellationToken cancellation = default)
    {
        lock (bodies)
        {
            bodies.Add(JsonNode.Parse(body ?? "{}")!);
        }

        return Task.FromResult(new ApiReply(HttpStatusCode.OK, Encoding.UTF8.GetBytes("""{"metadata":{"uid":"u1"}}"""), null, null));
    }

    public Task<IApiStream> OpenAsync(string path, CancellationToken cancellation) => throw new NotSupportedException();
}
