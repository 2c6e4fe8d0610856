namespace KubeDirect.Runtime;

/// <summary>Counts what one process writes to its gRPC links. Thread-safe.</summary>
public sealed class LinkMetrics
{
    private long messages;
    private long bytes;

    /// <summary>Messages written to links.</summary>
    public long Messages => Interlocked.Read(ref messages);

    /// <summary>Bytes of the encoded batches written to links, without framing below them.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>Counts a batch that was written.</summary>
    internal void Wrote(int messageCount, int byteCount)
    {
        Interlocked.Add(ref messages, messageCount);
        Interlocked.Add(ref bytes, byteCount);
    }
}
