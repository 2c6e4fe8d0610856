using KubeDirect.StateMachine;

namespace KubeDirect.Runtime;

/// <summary>A running stage, as its links and its surroundings see it. Thread-safe.</summary>
public interface IStageActor : IAsyncDisposable
{
    /// <summary>The stage's name.</summary>
    string Name { get; }

    /// <summary>Gives it an input without waiting: answers of effects and news of watches. Dropped once the actor is disposed.</summary>
    void Post(Input input);

    /// <summary>Gives it an input when its mailbox has room. Dropped once the actor is disposed.</summary>
    /// <param name="input">The input.</param>
    /// <param name="before">Runs on the actor's turn just before the step, and drops the input by saying false; may be null.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task PostAsync(Input input, Func<bool>? before, CancellationToken cancellation);

    /// <summary>Runs something on the actor's turn.</summary>
    void Call(Action action);

    /// <summary>Makes it look for decisions again: something outside its state that they depend on has changed.</summary>
    void Wake();
}
