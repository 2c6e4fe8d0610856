namespace KubeDirect.StateMachine;

/// <summary>The upstream end of a link. The default value is a link that was never connected.</summary>
/// <param name="Status">How far it has come.</param>
/// <param name="Epoch">The epoch of the last handshake begun; <see cref="Epoch.None"/> before the first.</param>
public readonly record struct LinkBelow(LinkStatus Status, Epoch Epoch)
{
    /// <summary>Whether decisions may be sent.</summary>
    public bool InSync => Status == LinkStatus.InSync;

    /// <summary>Whether a snapshot of this epoch is the one awaited.</summary>
    public bool Awaits(Epoch epoch) => Status == LinkStatus.Greeting && Epoch == epoch;

    /// <summary>Whether a message from below is of the current epoch and follows its snapshot.</summary>
    public bool Accepts(Epoch epoch) => Status == LinkStatus.InSync && Epoch == epoch;
}
