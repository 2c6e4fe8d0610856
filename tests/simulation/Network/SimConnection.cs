using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation.Network;

/// <summary>One connection of a link. Its two ends notice its end each in their own time.</summary>
internal sealed class SimConnection
{
    private readonly SimLoop loop;
    private readonly SimPipe down;
    private readonly SimPipe up;

    public SimConnection(SimLoop loop, SimWire wire, SimProcess upper, SimProcess lower, int window)
    {
        this.loop = loop;
        Wire = wire;
        down = new SimPipe(loop, wire, down: true, window);
        up = new SimPipe(loop, wire, down: false, window);
        Near = new End(this, upper, down, up);
        Far = new End(this, lower, up, down);
    }

    public SimWire Wire { get; }

    /// <summary>The upstream stage's end.</summary>
    public End Near { get; }

    /// <summary>The downstream stage's end.</summary>
    public End Far { get; }

    /// <summary>Whether both ends have noticed that it is no more.</summary>
    public bool IsOver => Near.IsBroken && Far.IsBroken;

    public bool IsQuiet => down.Pending == 0 && up.Pending == 0;

    /// <summary>The newest batch that went down and was read.</summary>
    public IReadOnlyList<Message>? LastDown => down.Last;

    public void Unblock(bool isDown) => (isDown ? down : up).Unblock();

    /// <summary>The network drops it: of what is on its way only some arrives, and each end notices later.</summary>
    public void Drop(int survivors, TimeSpan nearNotices, TimeSpan farNotices)
    {
        down.Cut(survivors);
        up.Cut(survivors);
        loop.After(nearNotices, Near.Break);
        loop.After(farNotices, Far.Break);
    }

    /// <summary>What goes down is held up somewhere until <see cref="ReleaseDown"/>.</summary>
    public void HoldDown() => down.Hold();

    public void ReleaseDown() => down.Release();

    /// <summary>One end's view of the connection.</summary>
    internal sealed class End(SimConnection connection, SimProcess process, SimPipe outgoing, SimPipe incoming) : IConnection
    {
        public SimProcess Process => process;

        public bool IsBroken { get; private set; }

        public Task WriteAsync(IReadOnlyList<Message> batch, CancellationToken cancellation) => outgoing.WriteAsync(batch, cancellation);

        public Task<IReadOnlyList<Message>?> ReadAsync(CancellationToken cancellation) => incoming.ReadAsync(process, cancellation);

        /// <summary>This end notices.</summary>
        public void Break()
        {
            IsBroken = true;
            outgoing.BreakWriter();
            incoming.BreakReader();
        }

        public void Abort()
        {
            if (!IsBroken)
            {
                Break();
                connection.Wire.Tell(connection, this == connection.Near ? connection.Far : connection.Near);
            }
        }

        public ValueTask DisposeAsync()
        {
            Abort();
            return ValueTask.CompletedTask;
        }
    }
}
