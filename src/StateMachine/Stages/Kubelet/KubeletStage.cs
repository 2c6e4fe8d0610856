using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>The tail of the chain, one for each node: runs Pods, says what became of them, and publishes them.</summary>
/// <param name="maxRequests">How many requests to the API server may be in flight at once; at least 1.</param>
/// <remarks>Thread-safe, as every stage.</remarks>
public sealed partial class KubeletStage(int maxRequests) : IStage<KubeletState>
{
    private readonly int maxRequests = maxRequests > 0 ? maxRequests : throw new ArgumentOutOfRangeException(nameof(maxRequests), maxRequests, "At least one request must be allowed.");

    /// <inheritdoc/>
    public Step<KubeletState> Apply(KubeletState state, Input input) => input switch
    {
        FromAbove { Message: Hello message } => RecvHello(state, message),
        FromAbove { Message: Bind message } => RecvBind(state, message),
        FromAbove { Message: Tombstone message } => RecvTombstone(state, message),
        Answer _ => Answer(state),
        PodStarted started => PodStarted(state, started.Pod),
        PodStopped stopped => PodStopped(state, stopped.Pod),
        Publish publish => Publish(state, publish.Pod),
        PublishDone done => PublishDone(state, done),
        ObserveDeleted observed => ObserveDeleted(state, observed),
        ObserveGhost observed => ObserveGhost(state, observed.Pod, observed.Uid),
        ObserveCancelled observed => ObserveCancelled(state, observed),
        _ => Emit.Refused(state),
    };

    /// <inheritdoc/>
    public Input? Next(KubeletState state, Func<LinkId, bool> hasRoom)
    {
        if (state.Above.OwesAnswer)
        {
            return StateMachine.Answer.Now;
        }

        return state.Requests < maxRequests && !state.Unpublished.IsEmpty ? new Publish(state.Unpublished[0]) : null;
    }

    private static Step<KubeletState> RecvHello(KubeletState state, Hello message) =>
        Emit.To(state with { Above = new LinkAbove(message.Epoch, Answered: false) });

    // The tail is recovered at once: what runs is what it holds.
    private static Step<KubeletState> Answer(KubeletState state)
    {
        if (!state.Above.OwesAnswer)
        {
            return Emit.Refused(state);
        }

        var pods = state.Pods.Select(pair => new PodReport(pair.Key, pair.Value.Phase, state.Node, pair.Value.Requests)).OrderBy(report => report.Pod).ToImmutableArray();
        return Emit.To(state with { Above = state.Above with { Answered = true } }, new SendUp(new PodSnapshot(state.Above.Epoch, pods, [])));
    }

    private static Step<KubeletState> RecvBind(KubeletState state, Bind message)
    {
        if (!state.Above.Accepts(message.Epoch) || state.Pods.ContainsKey(message.Pod))
        {
            return Emit.Nothing(state);
        }

        if (state.Objects.ContainsKey(message.Pod))
        {
            // A name that was used before on this node and whose object is still being deleted: an identity is used once.
            return Emit.To(state, Up(state, [new PodReport(message.Pod, Phase.Gone, state.Node, default)]));
        }

        var local = new LocalPod(Phase.Starting, message.Requests);
        return Emit.To(state.WithPod(message.Pod, local), new StartPod(message.Pod), Up(state, [Report(state, message.Pod, local)]));
    }

    private static Step<KubeletState> RecvTombstone(KubeletState state, Tombstone message)
    {
        if (!state.Above.Accepts(message.Epoch))
        {
            return Emit.Nothing(state);
        }

        return TerminateAll(state, message.Pods);
    }

    // Once for each mark, so that a watch that lags ends nothing that came later.
    private static Step<KubeletState> ObserveCancelled(KubeletState state, ObserveCancelled input) =>
        input.Node != state.Node || state.Drained.Contains(input.Mark)
            ? Emit.Nothing(state)
            : TerminateAll(state with { Drained = state.Drained.Add(input.Mark) }, state.Pods.Keys.Order());

    /// <summary>These are to end; those that are not here are gone.</summary>
    private static Step<KubeletState> TerminateAll(KubeletState state, IEnumerable<PodId> pods)
    {
        var next = state;
        var outputs = ImmutableArray.CreateBuilder<Output>();
        var reports = ImmutableArray.CreateBuilder<PodReport>();
        foreach (var pod in pods)
        {
            if (!next.Pods.TryGetValue(pod, out var local))
            {
                reports.Add(new PodReport(pod, Phase.Gone, next.Node, default));
            }
            else if (PodLifecycle.Next(local.Phase, Trigger.Terminate) is { } terminating)
            {
                local = local with { Phase = terminating };
                next = next.WithPod(pod, local);
                outputs.Add(new StopPod(pod));
                reports.Add(Report(next, pod, local));
            }
        }

        if (reports.Count > 0 && next.Above.Answered)
        {
            outputs.Add(Up(next, reports.ToImmutable()));
        }

        return Emit.To(next, outputs.ToImmutable());
    }

    private static Step<KubeletState> PodStarted(KubeletState state, PodId pod)
    {
        // A Pod that was told to stop while it was starting may report its start all the same.
        if (!state.Pods.TryGetValue(pod, out var local) || PodLifecycle.Next(local.Phase, Trigger.Start) is not { } ready)
        {
            return Emit.Refused(state);
        }

        local = local with { Phase = ready };
        return WithUpdate(state.WithPod(pod, local), [Report(state, pod, local)]);
    }

    private static Step<KubeletState> PodStopped(KubeletState state, PodId pod) =>
        state.Pods.ContainsKey(pod)
            ? WithUpdate(state.WithPod(pod, local: null), [new PodReport(pod, Phase.Gone, state.Node, default)])
            : Emit.Refused(state);

    /// <summary>The Pod is to end, whatever was decided above: irreversible.</summary>
    private static Step<KubeletState> Terminate(KubeletState state, PodId pod)
    {
        if (!state.Pods.TryGetValue(pod, out var local) || PodLifecycle.Next(local.Phase, Trigger.Terminate) is not { } terminating)
        {
            return Emit.Nothing(state);
        }

        local = local with { Phase = terminating };
        return WithUpdate(state.WithPod(pod, local), [Report(state, pod, local)], new StopPod(pod));
    }

    private static PodReport Report(KubeletState state, PodId pod, LocalPod local) => new(pod, local.Phase, state.Node, local.Requests);

    private static SendUp Up(KubeletState state, ImmutableArray<PodReport> reports) => new(new Update(state.Above.Epoch, reports));

    private static Step<KubeletState> WithUpdate(KubeletState state, ImmutableArray<PodReport> reports, params ImmutableArray<Output> outputs) =>
        new(state, state.Above.Answered ? outputs.Add(Up(state, reports)) : outputs);
}
