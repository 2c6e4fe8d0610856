using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.StateMachine;

/// <summary>Steps of one stage that a test takes for granted.</summary>
internal static class Stepping
{
    /// <summary>Takes a step that must be possible.</summary>
    /// <returns>The state after it.</returns>
    public static TState Take<TState>(this IStage<TState> stage, TState state, Input input)
        where TState : class, IStageState
    {
        var step = stage.Apply(state, input);
        Assert.True(step.Taken, $"{input} is not taken");
        return step.State;
    }

    /// <summary>Takes all that the policy wants; that must come to an end.</summary>
    /// <returns>The state after it.</returns>
    public static TState Decide<TState>(this IStage<TState> stage, TState state)
        where TState : class, IStageState
    {
        for (var decisions = 0; stage.Next(state, _ => true) is { } decision; decisions++)
        {
            Assert.True(decisions < 1000, "There is no end of decisions.");
            state = stage.Take(state, decision);
        }

        return state;
    }
}
