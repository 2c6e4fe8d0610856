namespace KubeDirect.StateMachine;

/// <summary>A link of a stage to one below it.</summary>
/// <param name="Value">The node's name for a Scheduler's links, else empty.</param>
public readonly record struct LinkId(string Value)
{
    /// <summary>The link of a stage that has a single one below it.</summary>
    public static LinkId Only => new("");

    /// <summary>The Scheduler's link to a node.</summary>
    public static LinkId To(NodeName node) => new(node.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.Length == 0 ? "below" : Value;
}

/// <summary>How far the upstream end of a link has come.</summary>
public enum LinkStatus
{
    /// <summary>No connection. The view of the link is kept, but not acted on.</summary>
    Down,

    /// <summary>Hello is sent and the snapshot is awaited.</summary>
    Greeting,

    /// <summary>The snapshot is in: the view is the downstream state, but for what is in flight.</summary>
    InSync,
}

/// <summary>The upstream end of a link.</summary>
/// <param name="Status">How far it has come.</param>
/// <param name="Epoch">The epoch of the last handshake begun; <see cref="Epoch.None"/> before the first.</param>
public readonly record struct LinkBelow(LinkStatus Status, Epoch Epoch)
{
    /// <summary>Whether decisions may be sent.</summary>
    public bool InSync => Status == LinkStatus.InSync;

    /// <summary>Action <c>Connect</c>: begins a handshake in a fresh epoch.</summary>
    /// <param name="incarnation">The stage's incarnation.</param>
    /// <param name="counter">The stage's count of handshakes so far.</param>
    public static LinkBelow Connect(ulong incarnation, uint counter) => new(LinkStatus.Greeting, new Epoch(incarnation, counter + 1));

    /// <summary>Action <c>LinkLost</c>: the connection of this epoch is no more.</summary>
    public LinkBelow Lost() => this with { Status = LinkStatus.Down };

    /// <summary>Whether a snapshot of this epoch is the one awaited.</summary>
    public bool Awaits(Epoch epoch) => Status == LinkStatus.Greeting && Epoch == epoch;

    /// <summary>Whether a message from below is of the current epoch and follows its snapshot.</summary>
    public bool Accepts(Epoch epoch) => Status == LinkStatus.InSync && Epoch == epoch;
}

/// <summary>The downstream end of a link.</summary>
/// <param name="Epoch">The epoch that the last Hello installed; <see cref="Epoch.None"/> before the first.</param>
/// <param name="Answered">Whether the snapshot of this epoch was sent; before that, nothing is sent upward.</param>
public readonly record struct LinkAbove(Epoch Epoch, bool Answered)
{
    /// <summary>Whether a Hello waits for its answer.</summary>
    public bool OwesAnswer => Epoch != Epoch.None && !Answered;

    /// <summary>Whether a message from above is of the current epoch.</summary>
    /// <remarks>Upstream sends nothing before it has the snapshot, so an answer is implied.</remarks>
    public bool Accepts(Epoch epoch) => Answered && Epoch == epoch;
}
