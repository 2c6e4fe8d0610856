using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Http.Headers;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Client;

namespace KubeDirect.KubeAdapter.OrdinaryPath;

/// <summary>The options of an <see cref="OrdinaryPathFilter"/>. Immutable; checked when the filter starts.</summary>
public sealed record OrdinaryPathFilterOptions : IValidatableObject
{
    /// <summary>The selector of all objects that have not opted in: it hides objects with <c>kubedirect.dev/managed: "true"</c>.</summary>
    public const string DefaultSelector = Names.ManagedLabel + "!=" + Names.ManagedValue;

    /// <summary>The API server, as an absolute http or https URI. Its path is put before the path of every request.</summary>
    public required Uri Server { get; init; }

    /// <summary>
    /// Sends the requests; it decides which certificates are trusted and may present a client certificate. It must neither
    /// decompress nor follow redirects, which is what a new <see cref="SocketsHttpHandler"/> with
    /// <see cref="SocketsHttpHandler.AllowAutoRedirect"/> off does. The filter does not dispose it.
    /// </summary>
    public required HttpMessageHandler Handler { get; init; }

    /// <summary>
    /// Gives the Authorization header of each request, in place of the client's; null for none, when <see cref="Handler"/>
    /// authenticates. Whoever can reach the filter acts with these credentials. Called concurrently.
    /// </summary>
    public Func<CancellationToken, ValueTask<AuthenticationHeaderValue?>>? Credentials { get; init; }

    /// <summary>The address to listen on, for plain HTTP. Port 0 takes a free port. The default is a free port on loopback.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>The label selector that is added to lists and watches of Deployments and ReplicaSets.</summary>
    public string Selector { get; init; } = DefaultSelector;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Server.IsAbsoluteUri || Server.Scheme is not ("http" or "https"))
        {
            yield return new ValidationResult($"The API server's address must be an absolute http or https URI, and is '{Server}'.");
        }
    }

    /// <summary>Makes options that forward to the cluster of a kubeconfig, with its credentials.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="KubeConfigException">The file is missing, not YAML, not a kubeconfig, or names no usable server.</exception>
    public static OrdinaryPathFilterOptions FromFile(string path)
    {
        var configuration = KubeConfigLoader.Load(path, context: null);
        configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        var client = new k8s.Kubernetes(configuration);
        return new OrdinaryPathFilterOptions
        {
            Server = client.BaseUri,
            Handler = new ClientHandler(client.HttpClient),
            Credentials = async cancellation =>
            {
                // The client library knows every way in which a kubeconfig gives credentials, and writes them on a request.
                using var request = new HttpRequestMessage(HttpMethod.Get, client.BaseUri);
                if (client.Credentials is { } credentials)
                {
                    await credentials.ProcessHttpRequestAsync(request, cancellation);
                }

                return request.Headers.Authorization;
            },
        };
    }

    /// <summary>Sends requests with the client library's certificates and connections, and leaves them as they are.</summary>
    private sealed class ClientHandler(HttpClient client) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}
