namespace KubeDirect.StateMachine;

/// <summary>What belongs to one kind of stage. Immutable.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="LinksToNodes">Whether it has a link below for each node; else it has at most one, <see cref="LinkId.Only"/>.</param>
/// <param name="IsOnNodes">Whether there is one stage of this kind for each node; else there is one in all.</param>
/// <param name="Stage">The stage, for states of this kind only; others throw <see cref="InvalidCastException"/>.</param>
/// <param name="Initial">
/// The memory of a run that begins, given its incarnation and its node. A stage on a node needs no incarnation, another needs no node.
/// </param>
public sealed record StageEntry(
    StageKind Kind,
    bool LinksToNodes,
    bool IsOnNodes,
    IStage<IStageState> Stage,
    Func<ulong, NodeName, IStageState> Initial)
{
    /// <summary>The name of the kind, as in the specification and in traces.</summary>
    public string Name => Kind.ToString();
}
