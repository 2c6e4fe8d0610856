using System.ComponentModel.DataAnnotations;
using KubeDirect.Primitives;

namespace KubeDirect.EmbeddedApi;

/// <summary>Settings of an <see cref="EmbeddedApiServer"/>. Immutable; checked when the server starts.</summary>
public sealed record EmbeddedApiOptions
{
    /// <summary>The TCP port on 127.0.0.1, 0 to 65535; 0 (the default) takes a free one.</summary>
    [Range(0, ushort.MaxValue, ErrorMessage = "Port must be from 0 to 65535.")]
    public int Port { get; init; }

    /// <summary>
    /// How many changes of each resource are kept for watches that resume, at least 1. An older start is answered with 410.
    /// </summary>
    [Positive]
    public int EventHistory { get; init; } = 16384;

    /// <summary>How many changes may wait for one slow watch, at least 1, before it is cut off.</summary>
    [Positive]
    public int WatchBuffer { get; init; } = 16384;

    /// <summary>How often a watch that asked for bookmarks gets one; more than zero. Default: 30 seconds.</summary>
    [Positive]
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest body of a request, in bytes, at least 1. Default: 3 MiB, as Kubernetes.</summary>
    [Positive]
    public long MaxBodyBytes { get; init; } = 3 * 1024 * 1024;

    /// <summary>How many lists that are read in pages are remembered, at least 1. The token of an older one is answered 410.</summary>
    [Positive]
    public int PagedLists { get; init; } = 64;

    /// <summary>The clock of time stamps, bookmarks, time limits of watches, and injected delays.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
