namespace KubeDirect.KubeAdapter;

/// <summary>How a <see cref="KubeConnection"/> talks to the API server. Immutable.</summary>
public sealed record KubeConnectionOptions
{
    /// <summary>
    /// The most requests in flight, watches and Leases not counted; from 1. More than about 64 gains nothing at one API server,
    /// and fewer than about 32 leaves it idle in a burst.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxInFlight
    {
        get => field;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 48;

    /// <summary>How long one request may take once it is its turn; a watch is bounded by its informer instead.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long connecting may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether requests share HTTP/2 connections (over TLS only). Off, since a burst is served faster over many connections than
    /// over the one that HTTP/2 would share.
    /// </summary>
    public bool UseHttp2 { get; init; }

    /// <summary>What the server's audit log shows as the client.</summary>
    public string UserAgent { get; init; } = "kubedirect/0.1";

    /// <summary>The clock of all time-outs.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
