namespace KubeDirect.StateMachine;

/// <summary>The policy of the downstream end of a link.</summary>
internal static class LinkPolicy
{
    /// <summary>A Hello is answered as soon as that is allowed; null if none waits or the stage has not recovered.</summary>
    public static Answer? NextAnswer<TState>(TState state)
        where TState : class, IDownstream<TState> =>
        state.MayAnswer ? Answer.Now : null;
}
