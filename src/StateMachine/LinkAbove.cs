namespace KubeDirect.StateMachine;

/// <summary>The downstream end of a link. The default value is a link on which no Hello has arrived.</summary>
/// <param name="Epoch">The epoch that the last Hello installed; <see cref="Epoch.None"/> before the first.</param>
/// <param name="Answered">Whether the snapshot of this epoch was sent. Before that, nothing is sent upward.</param>
public readonly record struct LinkAbove(Epoch Epoch, bool Answered)
{
    /// <summary>Whether a Hello waits for its answer.</summary>
    public bool OwesAnswer => Epoch != Epoch.None && !Answered;

    /// <summary>Whether a message from above is of the current epoch.</summary>
    /// <remarks>The upstream stage sends nothing but Hello before it has the snapshot, so the link was answered.</remarks>
    public bool Accepts(Epoch epoch) => Answered && Epoch == epoch;
}
