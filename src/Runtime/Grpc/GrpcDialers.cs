using Grpc.Core;
using Grpc.Net.Client;

namespace KubeDirect.Runtime.Grpc;

/// <summary>
/// Reaches stages of other processes. Connections to one address share an HTTP/2 connection. Each link is a stream of its own.
/// </summary>
/// <param name="metrics">Counts what is written and read.</param>
/// <remarks>Thread-safe.</remarks>
public sealed class GrpcDialers(LinkMetrics metrics) : IDialers
{
    /// <summary>The largest batch that either end takes, in bytes: a snapshot of about a million Pods.</summary>
    public const int MaxBatchBytes = 64 * 1024 * 1024;

    private readonly LinkMetrics metrics = metrics;
    private readonly object gate = new();
    private readonly Dictionary<Uri, GrpcChannel> channels = [];
    private bool disposed;

    /// <inheritdoc/>
    public IDialer To(Uri address, string stage)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new Dialer(this, address, stage);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            foreach (var channel in channels.Values)
            {
                channel.Dispose();
            }

            channels.Clear();
        }
    }

    private GrpcChannel Channel(Uri address)
    {
        lock (gate)
        {
            if (disposed)
            {
                throw new LinkBrokenException($"{address} is not dialed any more: this process is ending");
            }

            if (!channels.TryGetValue(address, out var channel))
            {
                channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
                {
                    MaxReceiveMessageSize = MaxBatchBytes,
                    MaxSendMessageSize = MaxBatchBytes,

                    // The links wait between attempts themselves. The default delays of the channel (up to two minutes)
                    // would make them wait although the server is back.
                    InitialReconnectBackoff = TimeSpan.FromMilliseconds(20),
                    MaxReconnectBackoff = TimeSpan.FromMilliseconds(500),
                    HttpHandler = new SocketsHttpHandler
                    {
                        // A peer that vanished without a word is noticed within 15 seconds.
                        KeepAlivePingDelay = TimeSpan.FromSeconds(10),
                        KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
                        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
                        ConnectTimeout = TimeSpan.FromSeconds(5),
                        EnableMultipleHttp2Connections = true,
                    },
                    DisposeHttpClient = true,
                });
                channels.Add(address, channel);
            }

            return channel;
        }
    }

    private sealed class Dialer(GrpcDialers owner, Uri address, string stage) : IDialer
    {
        public async Task<IConnection> DialAsync(CancellationToken cancellation)
        {
            var client = new Wire.Link.LinkClient(owner.Channel(address));
            var call = client.Connect(new Metadata { { LinkServer.StageHeader, stage } }, cancellationToken: CancellationToken.None);
            try
            {
                // Once the server has accepted the stream, it names the stage in its headers. Until then there is no connection.
                // A refusal has headers, too, but without the name. Reading from it throws the reason.
                var headers = await call.ResponseHeadersAsync.WaitAsync(cancellation);
                if (headers.GetValue(LinkServer.StageHeader) != stage)
                {
                    await call.ResponseStream.MoveNext(cancellation);
                    call.Dispose();
                    throw new LinkBrokenException($"{stage} at {address} cannot be reached: what answers there is no server of links");
                }

                return new GrpcConnection(call.ResponseStream, call.RequestStream, call.Dispose, owner.metrics);
            }
            catch (Exception e) when (e is RpcException or IOException or HttpRequestException)
            {
                call.Dispose();
                throw new LinkBrokenException($"{stage} at {address} cannot be reached: {GrpcConnection.Sentence(e)}", e);
            }
            catch (OperationCanceledException)
            {
                call.Dispose();
                throw;
            }
        }
    }
}
