namespace KubeDirect.Tests.Simulation.Network;

/// <summary>What lies between two processes of which the first dials the second.</summary>
/// <remarks>
/// Not shared with other kinds of tests, because it has virtual time: latency, windows, keep-alive, and peers that vanish without a word.
/// </remarks>
internal sealed class SimWire(SimLoop loop, SimNetwork network, string name, string upper, string lower, string stage, Random random)
{
    // As the production transport is set up: a ping every 10 s, answered within 5 s; 5 s to connect.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);
    private readonly List<SimConnection> open = [];
    private bool downBlocked;
    private bool upBlocked;
    private int blocking;

    public SimNetwork Network => network;

    public string Upper => upper;

    public string Lower => lower;

    /// <summary>The stage that is dialed, as its process serves it.</summary>
    public string Stage => stage;

    /// <summary>The delay of a message, before jitter.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(1);

    /// <summary>How long a reader takes for each batch.</summary>
    public TimeSpan ReadDelay { get; set; }

    /// <summary>Whether no connection can be made.</summary>
    public bool Refusing { get; set; }

    public bool IsBlockedAtAll => downBlocked || upBlocked;

    /// <summary>Whether nothing is on its way on a connection that is up.</summary>
    public bool IsQuiet => open.TrueForAll(connection => connection.IsOver || connection.IsQuiet);

    public IReadOnlyList<SimConnection> Open
    {
        get
        {
            open.RemoveAll(connection => connection.IsOver);
            return open;
        }
    }

    public override string ToString() => name;

    public TimeSpan Latency() => Delay * (0.5 + random.NextDouble());

    public bool IsBlocked(bool down) => down ? downBlocked : upBlocked;

    public void Opened(SimConnection connection)
    {
        open.RemoveAll(old => old.IsOver);
        open.Add(connection);
    }

    /// <summary>Nothing passes in these directions until <see cref="Unblock"/>; connections notice by their keep-alive pings.</summary>
    public void Block(bool down, bool up)
    {
        (downBlocked, upBlocked) = (down, up);
        var mine = ++blocking;
        var victims = Open.ToList();
        loop.After(KeepAlive * (0.7 + (0.3 * random.NextDouble())), () =>
        {
            if (mine == blocking && IsBlockedAtAll && network.KeepAlive)
            {
                foreach (var connection in victims)
                {
                    connection.Drop(0, TimeSpan.Zero, random.Seconds(0, 3));
                }
            }
        });
    }

    public void Unblock()
    {
        blocking++;
        (downBlocked, upBlocked) = (false, false);
        foreach (var connection in Open)
        {
            connection.Unblock(isDown: true);
            connection.Unblock(isDown: false);
        }
    }

    /// <summary>The other end is told that the connection was closed, if that gets through.</summary>
    public void Tell(SimConnection connection, SimConnection.End other)
    {
        var blocked = IsBlocked(down: other == connection.Far);
        Notice(blocked, blocked ? KeepAlive : Latency(), other);
    }

    /// <summary>A process is no more.</summary>
    /// <param name="process">The process.</param>
    /// <param name="silently">Its machine lost power, so that nobody is told.</param>
    public void Died(SimProcess process, bool silently)
    {
        foreach (var connection in Open.Where(
            connection => connection.Near.Process == process || connection.Far.Process == process).ToList())
        {
            var (gone, left) = connection.Near.Process == process ? (connection.Near, connection.Far) : (connection.Far, connection.Near);
            gone.Break();
            if (!left.IsBroken)
            {
                Notice(silently, silently ? KeepAlive * (0.7 + (0.3 * random.NextDouble())) : Latency(), left);
            }
        }
    }

    private void Notice(bool byPing, TimeSpan after, SimConnection.End end)
    {
        if (!byPing || network.KeepAlive)
        {
            loop.After(after, end.Break);
        }
    }
}
