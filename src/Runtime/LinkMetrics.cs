namespace KubeDirect.Runtime;

/// <summary>Counts what went over the gRPC links of one process. Thread-safe.</summary>
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

    /// <summary>Counts a batch that was read.</summary>
    internal void Read(int messageCount, int byteCount)
    {
        Interlocked.Add(ref messagesRead, messageCount);
        Interlocked.Add(ref bytesRead, byteCount);
    }

    /// <summary>Counts a batch that was written.</summary>
    internal void Wrote(int messageCount, int byteCount)
    {
        Interlocked.Add(ref messages, messageCount);
        Interlocked.Add(ref bytes, byteCount);
    }
}
