namespace KubeDirect.Tests.Unit.Runtime;

/// <summary>The way to a stage, wherever it runs now; breaks on demand, whatever the transport.</summary>
internal sealed class TestWire : IDialer
{
    private volatile IDialer? target;
    private volatile IConnection? last;
    private int connections;

    public IDialer Target
    {
        set => target = value;
    }

    /// <summary>How many connections there were; counted once the newest is the one that breaks.</summary>
    public int Connections => Volatile.Read(ref connections);

    public void Break() => last?.Abort();

    public async Task<IConnection> DialAsync(CancellationToken cancellation)
    {
        var connection = await (target ?? throw new LinkBrokenException("The stage does not run.")).DialAsync(cancellation);
        last = connection;
        Interlocked.Increment(ref connections);
        return connection;
    }
}
