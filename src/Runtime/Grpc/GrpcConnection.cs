using Grpc.Core;
using KubeDirect.StateMachine;

namespace KubeDirect.Runtime.Grpc;

/// <summary>One end of a gRPC stream.</summary>
/// <param name="reader">The messages that the peer writes.</param>
/// <param name="writer">The messages that the peer reads.</param>
/// <param name="abort">Ends the call. Called at most once.</param>
/// <param name="metrics">Counts what is written and read.</param>
internal sealed class GrpcConnection(
    IAsyncStreamReader<Wire.Batch> reader,
    IAsyncStreamWriter<Wire.Batch> writer,
    Action abort,
    LinkMetrics metrics) : IConnection
{
    private int aborted;

    public async Task WriteAsync(IReadOnlyList<Message> batch, CancellationToken cancellation)
    {
        var encoded = BatchEncoder.Encode(batch);
        try
        {
            await writer.WriteAsync(encoded, cancellation);
        }
        catch (Exception e) when (IsBroken(e, cancellation))
        {
            throw new LinkBrokenException(Sentence(e), e);
        }

        metrics.Wrote(batch.Count, encoded.CalculateSize());
    }

    public async Task<IReadOnlyList<Message>?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            if (!await reader.MoveNext(cancellation))
            {
                return null;
            }

            return BatchDecoder.Decode(reader.Current);
        }
        catch (Exception e) when (IsBroken(e, cancellation))
        {
            throw new LinkBrokenException(Sentence(e), e);
        }
    }

    public void Abort()
    {
        if (Interlocked.Exchange(ref aborted, 1) == 0)
        {
            abort();
        }
    }

    public ValueTask DisposeAsync()
    {
        Abort();
        return ValueTask.CompletedTask;
    }

    internal static string Sentence(Exception e) => e is RpcException rpc && rpc.Status.Detail.Length > 0 ? rpc.Status.Detail : e.Message;

    private static bool IsBroken(Exception e, CancellationToken cancellation) =>
        e is RpcException or IOException or InvalidOperationException or ObjectDisposedException
        || (e is OperationCanceledException && !cancellation.IsCancellationRequested);
}
