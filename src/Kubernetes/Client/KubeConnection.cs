using k8s;
using KubeDirect.Primitives;

namespace KubeDirect.Kubernetes.Client;

/// <summary>
/// A connection to one API server: the configured client library, and requests that return an answer instead of throwing.
/// </summary>
/// <remarks>Thread-safe. One connection is enough for a process.</remarks>
public sealed class KubeConnection : IDisposable
{
    private readonly k8s.Kubernetes client;
    private readonly RequestGate gate;

    private KubeConnection(KubernetesClientConfiguration configuration, KubeConnectionOptions options, DelegatingHandler? transport = null)
    {
        OptionsCheck.Valid(options);
        configuration.HttpClientTimeout = transport is null ? options.RequestTimeout : Timeout.InfiniteTimeSpan;
        configuration.UserAgent = options.UserAgent;
        configuration.DisableHttp2 = !options.UseHttp2;
        configuration.FirstMessageHandlerSetup = handler =>
        {
            if (handler is SocketsHttpHandler sockets)
            {
                sockets.ConnectTimeout = options.ConnectTimeout;
                sockets.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
                sockets.KeepAlivePingTimeout = TimeSpan.FromSeconds(15);
            }
        };
        gate = new RequestGate(options.MaxInFlight);
        try
        {
            client = new k8s.Kubernetes(configuration, transport ?? new GateHandler(gate));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            gate.Dispose();
            throw new KubeConfigException($"No client can be made for {configuration.Host}: {Sentences.FirstLine(e.Message)}", e);
        }

        Api = new KubeHttp(client, gate, options, configuration.TlsServerName);
        Options = options;
    }

    /// <summary>The client library, for requests that are not on the path of a burst. Its methods throw the library's exceptions.</summary>
    public IKubernetes Client => client;

    /// <summary>The API server's address.</summary>
    public Uri Server => client.BaseUri;

    /// <summary>The options of this connection.</summary>
    public KubeConnectionOptions Options { get; }

    /// <summary>Sends requests that return an answer instead of throwing.</summary>
    public IApi Api { get; }

    /// <summary>Makes a connection from a kubeconfig. Sends no request.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="context">The context to use; null for the current context of the file.</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    /// <exception cref="KubeConfigException">The file is missing, not YAML, not a kubeconfig, or names no usable server.</exception>
    public static KubeConnection FromFile(string path, KubeConnectionOptions? options = null, string? context = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new KubeConnection(KubeConfigLoader.Load(path, context), options ?? new KubeConnectionOptions());
    }

    /// <summary>Makes a connection with the service account of the Pod that this process runs in. Sends no request.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="KubeConfigException">This process does not run in a cluster, or its service account cannot be used.</exception>
    public static KubeConnection InCluster(KubeConnectionOptions? options = null) =>
        new(KubeConfigLoader.InCluster(), options ?? new KubeConnectionOptions());

    /// <summary>Makes a connection to a server that needs no credentials, such as an embedded one. Sends no request.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="options">Null for the defaults.</param>
    public static KubeConnection ToServer(Uri server, KubeConnectionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        return new KubeConnection(new KubernetesClientConfiguration { Host = server.ToString() }, options ?? new KubeConnectionOptions());
    }

    /// <summary>
    /// Makes a connection to a simulated server, whose time is that of the options. Sends no request.
    /// </summary>
    /// <param name="transport">Answers every request.</param>
    /// <param name="options">The options, with the clock of the simulation.</param>
    public static KubeConnection Through(DelegatingHandler transport, KubeConnectionOptions options) =>
        new(new KubernetesClientConfiguration { Host = "http://api.simulated" }, options, transport);

    /// <summary>Checks that the server answers, and that the user of the kubeconfig may list Nodes.</summary>
    /// <returns>Null if both hold; else one sentence on what does not.</returns>
    public async Task<string?> ProbeAsync(CancellationToken cancellation)
    {
        var version = await Api.CallAsync(HttpMethod.Get, "version", cancellation: cancellation);
        if (version.Failure is not null)
        {
            return version.Failure;
        }

        var nodes = await Api.CallAsync(HttpMethod.Get, "api/v1/nodes?limit=1", cancellation: cancellation);
        return nodes.Code switch
        {
            >= 200 and < 300 => null,
            0 => nodes.Failure,
            401 => $"The API server at {Server} does not accept the credentials of the kubeconfig.",
            403 => $"The API server at {Server} does not let this user list nodes: {nodes.ReadStatus().Message}",
            404 => $"The server at {Server} is not a Kubernetes API server: it knows no nodes.",
            _ => nodes.Describe(),
        };
    }

    /// <summary>Closes all connections; requests in flight fail.</summary>
    public void Dispose()
    {
        client.Dispose();
        gate.Dispose();
    }
}
