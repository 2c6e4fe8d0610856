namespace KubeDirect.Tests.Support.Runtime;

/// <summary>The way to a stage, wherever it runs now. It breaks and refuses on demand. Thread-safe.</summary>
/// <remarks>
/// A source file of each project that uses it, because Coyote has to rewrite it, and because its canaries are compiled with a runtime of
/// their own. Under Coyote, each call of <see cref="Volatile"/> and <see cref="Interlocked"/> is a point where the schedule may change:
/// one more or less changes all schedules.
/// </remarks>
internal sealed class Wire : IDialer
{
    private IDialer? target;
    private volatile IConnection? last;
    private volatile int connections;

    /// <summary>What becomes of each connection that is made.</summary>
    public Func<IConnection, IConnection> Through { get; set; } = connection => connection;

    /// <summary>How many connections there were, if one at a time is dialed; counted once the newest is the one that breaks.</summary>
    public int Connections => connections;

    /// <summary>From now on this run of the stage is reached, inside the process.</summary>
    public void LeadTo(DownstreamLink below, int capacity = 16) => Volatile.Write(ref target, new InMemoryLink(below, capacity));

    /// <summary>From now on the stage is reached in this way.</summary>
    public void LeadTo(IDialer dialer) => Volatile.Write(ref target, dialer);

    /// <summary>Breaks the connection that is there; what is in flight is lost.</summary>
    public void Break()
    {
        if (Volatile.Read(ref target) is InMemoryLink link)
        {
            link.Break();
        }
        else
        {
            last?.Abort();
        }
    }

    /// <summary>The stage, which runs in this process, cannot be reached, or again.</summary>
    public void Refuse(bool refuses) => ((InMemoryLink)Volatile.Read(ref target)!).Refusing = refuses;

    public async Task<IConnection> DialAsync(CancellationToken cancellation)
    {
        var dialer = Volatile.Read(ref target) ?? throw new LinkBrokenException("The stage does not run.");
        var connection = await dialer.DialAsync(cancellation);
        last = connection;
        connections++;
        return Through(connection);
    }
}
