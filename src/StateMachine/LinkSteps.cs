namespace KubeDirect.StateMachine;

/// <summary>Module <c>LinkSteps</c>: connecting, losing and greeting, the same at the ends of every link.</summary>
internal static class LinkSteps
{
    /// <summary>The upstream stage has a connection. It takes a fresh epoch and sends Hello.</summary>
    public static Step<TState> Connect<TState>(TState state, LinkId link)
        where TState : class, IUpstream<TState>
    {
        if (state.LinkTo(link) is null)
        {
            return Emit.Refused(state);
        }

        var epoch = state.FreshEpoch;
        return Emit.To(state.WithBelow(link, new LinkBelow(LinkStatus.Greeting, epoch)), new SendDown(link, new Hello(epoch)));
    }

    /// <summary>The upstream stage notices that the connection broke. It keeps its view of the link and does not act on it.</summary>
    public static Step<TState> LinkLost<TState>(TState state, LinkId link)
        where TState : class, IUpstream<TState> =>
        state.LinkTo(link) is { Status: not LinkStatus.Down } below
            ? Emit.To(state.WithBelow(link, below with { Status = LinkStatus.Down }))
            : Emit.Refused(state);

    /// <summary>The downstream stage installs the epoch and refuses all others from now on. It owes an answer.</summary>
    public static Step<TState> RecvHello<TState>(TState state, Hello message)
        where TState : class, IDownstream<TState> =>
        Emit.To(state.WithAbove(new LinkAbove(message.Epoch, Answered: false)));

    /// <summary>The downstream stage, once it has recovered, sends the snapshot of what it holds. From now on changes flow up.</summary>
    public static Step<TState> Answer<TState>(TState state)
        where TState : class, IDownstream<TState> =>
        state.MayAnswer
            ? Emit.To(state.WithAbove(state.Above with { Answered = true }), new SendUp(state.Snapshot()))
            : Emit.Refused(state);
}
