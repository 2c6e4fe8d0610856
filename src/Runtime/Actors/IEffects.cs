using KubeDirect.StateMachine;

namespace KubeDirect.Runtime;

/// <summary>What a stage's outputs do beside sending messages.</summary>
public interface IEffects
{
    /// <summary>Carries an output out. Called on the actor's turn, in order: must not block, and must not throw.</summary>
    void Perform(Output output);
}

/// <summary>For stages that only send messages.</summary>
public sealed class NoEffects : IEffects
{
    /// <summary>The one instance that is needed.</summary>
    public static readonly NoEffects Instance = new();

    /// <inheritdoc/>
    public void Perform(Output output) => throw new InvalidOperationException($"This stage has no effects, but its step asked for {output}.");
}

/// <summary>Sees every step of a stage. Called on the actor's turn, so it must be quick, must not throw, and be thread-safe if it watches several stages.</summary>
public interface IStepObserver
{
    /// <summary>A step was taken (or refused, if the step says so).</summary>
    /// <param name="stage">The stage's name.</param>
    /// <param name="before">The state before it.</param>
    /// <param name="input">Its input.</param>
    /// <param name="step">Its result.</param>
    void OnStep<TState>(string stage, TState before, Input input, Step<TState> step)
        where TState : class, IStageState;
}
