namespace KubeDirect.StateMachine;

/// <summary>The memory of a stage that has links to stages below it: what <see cref="LinkSteps"/> needs of it.</summary>
/// <typeparam name="TState">The memory itself.</typeparam>
internal interface IUpstream<TState> : IStageState
    where TState : class, IUpstream<TState>
{
    /// <summary>The epoch of the next handshake (operator <c>FreshEpoch</c>).</summary>
    Epoch FreshEpoch { get; }

    /// <summary>Replaces the end of a link, which must exist. A link in sync may complete the stage's recovery.</summary>
    TState WithBelow(LinkId link, LinkBelow below);
}
