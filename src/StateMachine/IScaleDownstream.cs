namespace KubeDirect.StateMachine;

/// <summary>The memory of a stage at the lower end of a scale link: what <see cref="ScaleSteps"/> needs of it.</summary>
/// <typeparam name="TState">The memory itself.</typeparam>
internal interface IScaleDownstream<TState> : IDownstream<TState>
    where TState : class, IScaleDownstream<TState>
{
    /// <summary>The count that the level above set; null if it set none in this incarnation.</summary>
    Count? HeldOf(ScaleKey key);

    /// <summary>Holds another count of a key.</summary>
    TState WithHeld(ScaleKey key, Count count);
}
