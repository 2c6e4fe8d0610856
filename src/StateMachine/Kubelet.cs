namespace KubeDirect.StateMachine;

/// <summary>Module <c>Kubelet</c>: the tail of the chain, one for each node. What its runtime runs is what is true.</summary>
internal static class Kubelet
{
    /// <summary>
    /// Starts a Pod. A name that was used here before and whose object still exists is refused: an identity is used once.
    /// </summary>
    public static Step<KubeletState> RecvBind(KubeletState state, Bind message)
    {
        if (!state.Above.Accepts(message.Epoch) || state.Pods.ContainsKey(message.Pod))
        {
            return Emit.Nothing(state);
        }

        var change = new KubeletChange(state);
        if (state.Objects.ContainsKey(message.Pod))
        {
            change.ReportGone(message.Pod, Phase.Bound);
        }
        else
        {
            change.Start(message.Pod, new LocalPod(PodLifecycle.Fire(Phase.Bound, Trigger.Hold), message.Requests));
        }

        return change.Done();
    }

    /// <summary>
    /// Stops the Pods that it holds, irreversibly. A Pod that it does not hold is gone: no other Kubelet can hold it for this node.
    /// </summary>
    public static Step<KubeletState> RecvTombstone(KubeletState state, Tombstone message)
    {
        if (!state.Above.Accepts(message.Epoch))
        {
            return Emit.Nothing(state);
        }

        var change = new KubeletChange(state);
        foreach (var pod in message.Pods)
        {
            if (state.Pods.ContainsKey(pod))
            {
                change.Terminate(pod);
            }
            else
            {
                change.ReportGone(pod, Phase.Bound);
            }
        }

        return change.Done();
    }

    /// <summary>
    /// The runtime has started the Pod. It may report this of a Pod that it was told to stop meanwhile; then there is no step.
    /// </summary>
    public static Step<KubeletState> PodStarted(KubeletState state, PodStarted input)
    {
        if (!state.Pods.TryGetValue(input.Pod, out var local) || PodLifecycle.Next(local.Phase, Trigger.Start) is not { } ready)
        {
            return Emit.Refused(state);
        }

        var change = new KubeletChange(state);
        change.Hold(input.Pod, local with { Phase = ready });
        return change.Done();
    }

    /// <summary>The Pod has ended, asked or not.</summary>
    public static Step<KubeletState> PodStopped(KubeletState state, PodStopped input)
    {
        if (!state.Pods.TryGetValue(input.Pod, out var local))
        {
            return Emit.Refused(state);
        }

        var change = new KubeletChange(state);
        change.Drop(input.Pod, local);
        return change.Done();
    }

    /// <summary>
    /// Requests the next thing in which the API server differs from the Pod. At most one request for each Pod is in flight.
    /// </summary>
    public static Step<KubeletState> Publish(KubeletState state, Publish input)
    {
        var publication = state.ObjectOf(input.Pod);
        if (publication.NextRequest(state.PhaseOf(input.Pod)) is not { } request)
        {
            return Emit.Refused(state);
        }

        Output output = request switch
        {
            Shown.Creating => new CreateObject(input.Pod),
            Shown.Readying => new ShowReady(input.Pod, publication.Uid),
            _ => new DeleteObject(input.Pod, publication.Uid),
        };
        return Emit.To(state.WithObject(input.Pod, publication with { Shown = request }), output);
    }

    /// <summary>The API server has answered a request.</summary>
    public static Step<KubeletState> PublishDone(KubeletState state, PublishDone input)
    {
        var pod = input.Pod;
        var publication = state.ObjectOf(pod);
        return (publication.Shown, input.Outcome) switch
        {
            (Shown.Creating, PublishOutcome.Done) => Emit.To(state.WithObject(pod, new Publication(Shown.Created, input.Uid))),
            (Shown.Creating, PublishOutcome.Failed) => Emit.To(state.WithObject(pod, default(Publication) with { Uid = "" })),

            // The object has a deletion timestamp: somebody deleted it before this Kubelet knew that it was created.
            (Shown.Creating, PublishOutcome.Vanished) when input.Uid.Length > 0 =>
                Terminate(state.WithObject(pod, new Publication(Shown.Created, input.Uid)), pod),
            (Shown.Readying, PublishOutcome.Done) => Emit.To(state.WithObject(pod, publication with { Shown = Shown.Ready })),
            (Shown.Readying, PublishOutcome.Failed) => Emit.To(state.WithObject(pod, publication with { Shown = Shown.Created })),

            // The API server refuses to show the Pod as it is. The Pod ends, and its object is deleted.
            (Shown.Readying, PublishOutcome.Refused) => Terminate(state.WithObject(pod, publication with { Shown = Shown.Ready }), pod),
            (Shown.Deleting, PublishOutcome.Failed or PublishOutcome.Refused) =>
                Emit.To(state.WithObject(pod, publication with { Shown = Shown.Ready })),
            (Shown.Creating or Shown.Readying or Shown.Deleting, _) =>
                Terminate(state.WithObject(pod, publication with { Shown = Shown.Lost }), pod),
            _ => Emit.Refused(state),
        };
    }

    /// <summary>Somebody else deletes the Pod's object, or has deleted it: the Pod terminates, irreversibly.</summary>
    public static Step<KubeletState> ObserveDeleted(KubeletState state, ObserveDeleted input)
    {
        if (!state.Knows(input.Pod))
        {
            return input.Gone ? Emit.Nothing(state) : ObserveObject(state, new ObserveObject(input.Pod, input.Uid));
        }

        // A name is used once, so an object with another UID was this Pod's, too: a create whose answer was lost made it. Its deletion ends
        // the Pod, but the API server shows the object that was created after it. While a request is in flight, its answer will tell what
        // became of the object.
        var publication = state.ObjectOf(input.Pod);
        var lost = input.Gone && !publication.InFlight && (publication.Shown == Shown.None || publication.Uid == input.Uid);
        var next = lost ? state.WithObject(input.Pod, publication with { Shown = Shown.Lost }) : state;
        return Terminate(next, input.Pod);
    }

    /// <summary>
    /// The watch shows an object of this node. If the Kubelet does not know its Pod, that Pod ended with a former run, and the object is to
    /// be deleted.
    /// </summary>
    public static Step<KubeletState> ObserveObject(KubeletState state, ObserveObject input) =>
        state.Knows(input.Pod) ? Emit.Refused(state) : Emit.To(state.WithObject(input.Pod, new Publication(Shown.Ready, input.Uid)));

    /// <summary>The Pod is to end, whatever was decided above.</summary>
    private static Step<KubeletState> Terminate(KubeletState state, PodId pod)
    {
        var change = new KubeletChange(state);
        change.Terminate(pod);
        return change.Done();
    }
}
