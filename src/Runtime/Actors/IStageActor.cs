using KubeDirect.StateMachine;

namespace KubeDirect.Runtime.Actors;

/// <summary>A running stage, as its links and its host see it. Thread-safe.</summary>
public interface IStageActor : IAsyncDisposable
{
    /// <summary>The stage's name.</summary>
    string Name { get; }

    /// <summary>
    /// Gives it an input without waiting: the results of effects and the events of watches. The input is dropped once the actor is
    /// disposed.
    /// </summary>
    void Post(Input input);

    /// <summary>Gives it an input when its mailbox has room. The input is dropped once the actor is disposed.</summary>
    /// <param name="input">The input.</param>
    /// <param name="before">Runs on the actor's turn just before the step. If it returns false, the input is dropped. May be null.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task PostAsync(Input input, Func<bool>? before, CancellationToken cancellation);

    /// <summary>Runs something on the actor's turn.</summary>
    void Call(Action action);

    /// <summary>Makes it look for decisions again, because something outside its state that they depend on has changed.</summary>
    void Wake();
}
