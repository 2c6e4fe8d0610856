namespace KubeDirect.StateMachine;

/// <summary>A stage for code that does not know the type of its state.</summary>
/// <typeparam name="TState">The type that states given to it must have.</typeparam>
/// <param name="stage">The stage.</param>
internal sealed class UntypedStage<TState>(IStage<TState> stage) : IStage<IStageState>
    where TState : class, IStageState
{
    /// <inheritdoc/>
    public Step<IStageState> Apply(IStageState state, Input input)
    {
        var step = stage.Apply((TState)state, input);
        return new(step.State, step.Outputs, step.Taken);
    }

    /// <inheritdoc/>
    public Input? Next(IStageState state, Func<LinkId, bool> hasRoom) => stage.Next((TState)state, hasRoom);
}
