namespace KubeDirect.StateMachine;

/// <summary>A stage of the chain: a deterministic step function with its policy.</summary>
/// <typeparam name="TState">The stage's state; immutable.</typeparam>
/// <remarks>Implementations hold no state of their own and are thread-safe.</remarks>
public interface IStage<TState>
    where TState : class, IStageState
{
    /// <summary>Takes one step. Pure: the same arguments give the same result; nothing else is read or changed.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="input">One event or decision. An input that is not this stage's is not taken.</param>
    Step<TState> Apply(TState state, Input input);

    /// <summary>The policy: which enabled decision to take next. Pure.</summary>
    /// <param name="state">The state.</param>
    /// <param name="hasRoom">
    /// Whether a link below takes more messages now; decisions that would send on a full link are not offered.
    /// </param>
    /// <returns>An input that <see cref="Apply"/> takes, or null if there is nothing to decide.</returns>
    Input? Next(TState state, Func<LinkId, bool> hasRoom);
}
