using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Support;

/// <summary>A real stage whose inputs or results are bent, so that one of its rules is off.</summary>
/// <param name="stage">The stage.</param>
/// <param name="before">Makes the input that the stage gets instead; null leaves inputs alone.</param>
/// <param name="after">Makes the step that is taken instead, from the original input; null leaves steps alone.</param>
public sealed class Bent<TState>(
    IStage<TState> stage,
    Func<TState, Input, Input>? before = null,
    Func<TState, Input, Step<TState>, Step<TState>>? after = null) : IStage<TState>
    where TState : class, IStageState
{
    /// <inheritdoc />
    public Step<TState> Apply(TState state, Input input)
    {
        var step = stage.Apply(state, before?.Invoke(state, input) ?? input);
        return after?.Invoke(state, input, step) ?? step;
    }

    /// <inheritdoc />
    public Input? Next(TState state, Func<LinkId, bool> hasRoom) => stage.Next(state, hasRoom);
}
