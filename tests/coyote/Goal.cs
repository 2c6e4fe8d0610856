using KubeDirect.Runtime;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Coyote;

/// <summary>Is reached once a condition holds after some step; if it never is, everything stands still and Coyote reports the deadlock.</summary>
internal sealed class Goal : IStepObserver
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<bool>? condition;

    public Task Task => reached.Task;

    /// <summary>From now on this is to be reached; it may hold already.</summary>
    public void Set(Func<bool> wanted)
    {
        Volatile.Write(ref condition, wanted);
        Look();
    }

    public void OnStep<TState>(string stage, TState before, Input input, Step<TState> step)
        where TState : class => Look();

    private void Look()
    {
        if (Volatile.Read(ref condition) is { } wanted && wanted())
        {
            reached.TrySetResult();
        }
    }
}
