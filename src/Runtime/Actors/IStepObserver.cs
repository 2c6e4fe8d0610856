using KubeDirect.StateMachine;

namespace KubeDirect.Runtime.Actors;

/// <summary>
/// Sees every step of a stage. It is called on the actor's turn, so it must be quick and must not throw. It must be thread-safe if it
/// observes several stages.
/// </summary>
public interface IStepObserver
{
    /// <summary>A step was taken, or refused (<see cref="Step{TState}.Taken"/>).</summary>
    /// <param name="stage">The stage's name.</param>
    /// <param name="before">The state before the step.</param>
    /// <param name="input">What the step took.</param>
    /// <param name="step">Its result.</param>
    void OnStep<TState>(string stage, TState before, Input input, Step<TState> step)
        where TState : class, IStageState;
}
