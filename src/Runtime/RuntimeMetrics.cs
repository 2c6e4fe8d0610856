using System.Diagnostics.Metrics;

namespace KubeDirect.Runtime;

/// <summary>The runtime's meter. Read it with OpenTelemetry or <c>dotnet-counters</c> under the name <c>KubeDirect.Runtime</c>.</summary>
public static class RuntimeMetrics
{
    private static readonly Meter Meter = new("KubeDirect.Runtime");

    /// <summary>Steps taken by all stages of this process.</summary>
    internal static readonly Counter<long> Steps = Meter.CreateCounter<long>("kubedirect.steps");

    /// <summary>Connections that broke.</summary>
    internal static readonly Counter<long> Breaks = Meter.CreateCounter<long>("kubedirect.link.breaks");
}

/// <summary>What went over the links of one process. Thread-safe.</summary>
public sealed class LinkMetrics
{
    private long messages;
    private long bytes;

    /// <summary>Messages written to links.</summary>
    public long Messages => Interlocked.Read(ref messages);

    /// <summary>Bytes of the encoded batches written to links, without framing below them.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>Counts a batch.</summary>
    internal void Wrote(int messageCount, int byteCount)
    {
        Interlocked.Add(ref messages, messageCount);
        Interlocked.Add(ref bytes, byteCount);
    }
}
