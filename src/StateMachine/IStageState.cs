namespace KubeDirect.StateMachine;

/// <summary>
/// What the memories of all stages have in common: which stage it is, and the ends of its links. Implementations are immutable.
/// </summary>
public interface IStageState
{
    /// <summary>The kind of the stage.</summary>
    StageKind Kind { get; }

    /// <summary>The number of this run, drawn at random. Null for a Kubelet: it begins no handshake, so it needs none.</summary>
    ulong? Incarnation { get; }

    /// <summary>The node of a Kubelet; <see cref="NodeName.None"/> for the other stages.</summary>
    NodeName Node { get; }

    /// <summary>The downstream end of the link from the stage above; null at the head of the chain.</summary>
    LinkAbove? Above { get; }

    /// <summary>The upstream end of a link to a stage below.</summary>
    /// <param name="link">Which link.</param>
    /// <returns>Null if the stage has no such link.</returns>
    LinkBelow? LinkTo(LinkId link);
}
