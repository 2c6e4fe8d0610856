namespace KubeDirect.StateMachine;

/// <summary>The policy of the upper end of a scale link.</summary>
internal static class ScalePolicy
{
    /// <summary>The first key whose view differs from what is wanted; null if there is none or the link takes no decision now.</summary>
    public static PushCount? NextPush<TState>(TState state, Func<LinkId, bool> hasRoom)
        where TState : class, IScaleUpstream<TState> =>
        state.LinkTo(LinkId.Only) is { InSync: true } && !state.View.Todo.IsEmpty && hasRoom(LinkId.Only)
            ? new PushCount(state.View.Todo[0])
            : null;
}
