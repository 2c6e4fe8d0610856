namespace KubeDirect.Tests.Unit.Runtime;

/// <summary>Counts how often somebody dials, and how many connections come of it. Thread-safe.</summary>
internal sealed class CountingDialer(IDialer inner) : IDialer
{
    private int attempts;
    private int connections;

    public int Attempts => Volatile.Read(ref attempts);

    public int Connections => Volatile.Read(ref connections);

    public async Task<IConnection> DialAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref attempts);
        var connection = await inner.DialAsync(cancellation);
        Interlocked.Increment(ref connections);
        return connection;
    }
}
