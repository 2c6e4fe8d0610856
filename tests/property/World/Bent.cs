using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property;

/// <summary>A real stage whose inputs or results are bent, so that one of its rules is off.</summary>
internal sealed class Bent<TState>(IStage<TState> stage, Func<TState, Input, Input>? before = null, Func<TState, Input, Step<TState>, Step<TState>>? after = null) : IStage<TState>
    where TState : class, IStageState
{
    public Step<TState> Apply(TState state, Input input)
    {
        var step = stage.Apply(state, before?.Invoke(state, input) ?? input);
        return after?.Invoke(state, input, step) ?? step;
    }

    public Input? Next(TState state, Func<LinkId, bool> hasRoom) => stage.Next(state, hasRoom);
}
