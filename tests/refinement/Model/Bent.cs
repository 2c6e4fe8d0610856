using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Refinement;

/// <summary>A stage with a guard off: its inputs or its results are bent.</summary>
internal sealed class Bent<TState>(IStage<TState> stage, Func<TState, Input, Input> before, Func<TState, Input, Step<TState>, Step<TState>> after) : IStage<TState>
    where TState : class, IStageState
{
    public Step<TState> Apply(TState state, Input input) => after(state, input, stage.Apply(state, before(state, input)));

    public Input? Next(TState state, Func<LinkId, bool> hasRoom) => stage.Next(state, hasRoom);
}
