using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Coyote.World;

/// <summary>A stage that crashes on demand: its next step throws, as a defect in it would, and what it knew is lost.</summary>
internal sealed class Fallible<TState>(IStage<TState> stage) : IStage<TState>
    where TState : class, IStageState
{
    private int doomed;

    /// <summary>The next step is the last.</summary>
    public void Doom() => Interlocked.Exchange(ref doomed, 1);

    public Step<TState> Apply(TState state, Input input) =>
        Volatile.Read(ref doomed) == 0 ? stage.Apply(state, input) : throw new CrashException();

    public Input? Next(TState state, Func<LinkId, bool> hasRoom) => stage.Next(state, hasRoom);
}
