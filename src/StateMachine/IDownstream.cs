namespace KubeDirect.StateMachine;

/// <summary>The memory of a stage that has a stage above it: what <see cref="LinkSteps"/> needs of it.</summary>
/// <typeparam name="TState">The memory itself.</typeparam>
internal interface IDownstream<TState> : IStageState
    where TState : class, IDownstream<TState>
{
    /// <summary>The end of the link from above.</summary>
    new LinkAbove Above { get; }

    /// <summary>Whether the stage has recovered from below in this incarnation, so that it may answer from above.</summary>
    bool Recovered { get; }

    /// <summary>Whether the stage may answer the Hello that waits (operator <c>MayAnswer</c>).</summary>
    bool MayAnswer => Above.OwesAnswer && Recovered;

    /// <summary>All that the stage holds, as the message that answers a Hello (operator <c>Snapshot</c>).</summary>
    Message Snapshot();

    /// <summary>Replaces the end of the link from above.</summary>
    TState WithAbove(LinkAbove above);
}
