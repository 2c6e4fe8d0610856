using System.Diagnostics.Metrics;

namespace KubeDirect.Runtime;

/// <summary>The runtime's meter. Read it with OpenTelemetry or <c>dotnet-counters</c> under the name <c>KubeDirect.Runtime</c>.</summary>
public static class RuntimeMetrics
{
    private static readonly Meter Meter = new("KubeDirect.Runtime");

    /// <summary>Steps taken by all stages of this process.</summary>
    internal static readonly Counter<long> Steps = Meter.CreateCounter<long>("kubedirect.steps");

    /// <summary>Steps among them that were decisions of the stages' own.</summary>
    internal static readonly Counter<long> Decisions = Meter.CreateCounter<long>("kubedirect.decisions");

    /// <summary>Inputs that wait in the mailboxes of all stages of this process.</summary>
    internal static readonly UpDownCounter<long> Waiting = Meter.CreateUpDownCounter<long>("kubedirect.mailbox.waiting");

    /// <summary>Messages that went to the transports of links.</summary>
    internal static readonly Counter<long> Sent = Meter.CreateCounter<long>("kubedirect.link.messages.sent");

    /// <summary>Messages that came from the transports of links.</summary>
    internal static readonly Counter<long> Received = Meter.CreateCounter<long>("kubedirect.link.messages.received");

    /// <summary>Connections that broke.</summary>
    internal static readonly Counter<long> Breaks = Meter.CreateCounter<long>("kubedirect.link.breaks");
}

/// <summary>What went over the links of one process. Thread-safe.</summary>
public sealed class LinkMetrics
{
    private long messages;
    private long bytes;
    private long messagesRead;
    private long bytesRead;

    /// <summary>Messages written to links.</summary>
    public long Messages => Interlocked.Read(ref messages);

    /// <summary>Bytes of the encoded batches written to links, without framing below them.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>Messages read from links.</summary>
    public long MessagesRead => Interlocked.Read(ref messagesRead);

    /// <summary>Bytes of the encoded batches read from links, without framing below them.</summary>
    public long BytesRead => Interlocked.Read(ref bytesRead);

    /// <summary>Counts a batch that came.</summary>
    internal void Read(int messageCount, int byteCount)
    {
        Interlocked.Add(ref messagesRead, messageCount);
        Interlocked.Add(ref bytesRead, byteCount);
    }

    /// <summary>Counts a batch.</summary>
    internal void Wrote(int messageCount, int byteCount)
    {
        Interlocked.Add(ref messages, messageCount);
        Interlocked.Add(ref bytes, byteCount);
    }
}
