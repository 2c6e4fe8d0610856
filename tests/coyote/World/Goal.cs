using KubeDirect.StateMachine;
using Specification = Microsoft.Coyote.Specifications.Specification;

namespace KubeDirect.Tests.Coyote.World;

/// <summary>Looks at the world after every step: the safety properties must hold then, and a goal is to be reached at last.</summary>
/// <remarks>A goal that is never reached is a deadlock, if everything stands
/// still; else the liveness monitor is hot when the schedule ends.</remarks>
/// <param name="safety">Has seen the step before.</param>
internal sealed class Goal(SafetyMonitor safety) : IStepObserver
{
    private Aim? aim;

    /// <summary>From now on this is to be reached; it may hold already.</summary>
    public Task ReachAsync(Func<bool> condition)
    {
        var next = new Aim(condition);
        Converges.Begin();
        Volatile.Write(ref aim, next);
        Look();
        return next.Reached.Task;
    }

    public void OnStep<TState>(string stage, TState before, Input input, Step<TState> step)
        where TState : class, IStageState
    {
        Specification.Assert(safety.ViolationCount == 0, string.Join(' ', safety.Violations));
        Look();
    }

    private void Look()
    {
        if (Volatile.Read(ref aim) is { } wanted && wanted.Condition() && wanted.IsFirst())
        {
            Converges.End();
            wanted.Reached.SetResult();
        }
    }

    private sealed record Aim(Func<bool> Condition)
    {
        private int seen;

        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsFirst() => Interlocked.Exchange(ref seen, 1) == 0;
    }
}
