namespace KubeDirect.EmbeddedApi;

/// <summary>Settings of an <see cref="EmbeddedApiServer"/>. Immutable; checked when the server starts.</summary>
public sealed record EmbeddedApiOptions
{
    /// <summary>The TCP port on 127.0.0.1, 0 to 65535; 0 (the default) takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>
    /// How many changes of each resource are kept for watches that resume, at least 1. An older start is answered with 410.
    /// </summary>
    public int EventHistory { get; init; } = 16384;

    /// <summary>How many changes may wait for one slow watch, at least 1, before it is cut off.</summary>
    public int WatchBuffer { get; init; } = 16384;

    /// <summary>How often a watch that asked for bookmarks gets one; more than zero. Default: 30 seconds.</summary>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest body of a request, in bytes, at least 1. Default: 3 MiB, as Kubernetes.</summary>
    public long MaxBodyBytes { get; init; } = 3 * 1024 * 1024;

    /// <summary>How many lists that are read in pages are remembered, at least 1. The token of an older one is answered 410.</summary>
    public int PagedLists { get; init; } = 64;

    /// <summary>The clock of time stamps, bookmarks, time limits of watches, and injected delays.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Refuses settings that are outside of their range.</summary>
    internal static void Check(EmbeddedApiOptions options)
    {
        Require(options.Port is >= 0 and <= ushort.MaxValue, $"the port must be from 0 to {ushort.MaxValue}");
        Require(options.EventHistory >= 1, "the event history must hold at least 1 change");
        Require(options.WatchBuffer >= 1, "the buffer of a watch must hold at least 1 change");
        Require(options.BookmarkInterval > TimeSpan.Zero, "the interval of bookmarks must be more than zero");
        Require(options.MaxBodyBytes >= 1, "the longest body must be at least 1 byte");
        Require(options.PagedLists >= 1, "at least 1 paged list must be remembered");

        void Require(bool holds, string sentence)
        {
            if (!holds)
            {
                throw new ArgumentOutOfRangeException(nameof(options), sentence);
            }
        }
    }
}
