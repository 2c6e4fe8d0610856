using System.ComponentModel.DataAnnotations;
using KubeDirect.Primitives;

namespace KubeDirect.Kubernetes.Client;

/// <summary>The options of a <see cref="KubeConnection"/>. Immutable; checked when a connection is made.</summary>
public sealed record KubeConnectionOptions
{
    /// <summary>
    /// The largest number of requests in flight; at least 1. Watches and Leases are not counted. More than about 64 gains nothing at one
    /// API server, and fewer than about 32 leaves it idle in a burst.
    /// </summary>
    [Positive]
    public int MaxInFlight { get; init; } = 48;

    /// <summary>The time limit of one request, without the wait for its turn. An informer bounds its own watches.</summary>
    [Positive]
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time limit for opening a connection.</summary>
    [Positive]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether requests share HTTP/2 connections (over TLS only). Off by default: a burst is served faster over many connections than
    /// over the one that HTTP/2 would share.
    /// </summary>
    public bool UseHttp2 { get; init; }

    /// <summary>The header User-Agent, which the server's audit log shows.</summary>
    [Required(ErrorMessage = "UserAgent must not be empty.")]
    public string UserAgent { get; init; } = "kubedirect/0.1";

    /// <summary>The field manager: the API server records under this name which fields this client wrote. 1 to 128 characters.</summary>
    [Required(ErrorMessage = "FieldManager must not be empty.")]
    [MaxLength(128, ErrorMessage = "FieldManager must have at most 128 characters.")]
    public string FieldManager { get; init; } = "kubedirect";

    /// <summary>The clock of all time-outs.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
