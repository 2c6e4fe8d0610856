using System.Net;
using System.Net.Http.Headers;

namespace KubeDirect.KubeAdapter.OrdinaryPath;

/// <summary>Where an <see cref="OrdinaryPathFilter"/> listens, what it forwards to, and what it hides.</summary>
public sealed record OrdinaryPathFilterOptions
{
    /// <summary>The selector of everything that has not opted in: what carries <c>kubedirect.dev/managed: "true"</c> is hidden.</summary>
    public const string DefaultSelector = Names.ManagedLabel + "!=" + Names.ManagedValue;

    /// <summary>The API server, as an absolute http or https URI; a path is put before that of every request.</summary>
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

    /// <summary>The address to listen on, plain HTTP; port 0 takes a free one. By default a free port on loopback.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>The label selector that lists and watches of Deployments and ReplicaSets are narrowed by.</summary>
    public string Selector { get; init; } = DefaultSelector;
}
