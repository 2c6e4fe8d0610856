namespace KubeDirect.StateMachine;

/// <content>The steps that keep the API server's picture of the node's Pods up to date.</content>
public sealed partial class KubeletStage
{
    private static Step<KubeletState> Publish(KubeletState state, PodId pod)
    {
        var publication = state.ObjectOf(pod);
        if (publication.NextRequest(state.PhaseOf(pod)) is not { } request)
        {
            return Emit.Refused(state);
        }

        Output output = request switch
        {
            Shown.Creating => new CreateObject(pod),
            Shown.Readying => new ShowReady(pod, publication.Uid),
            _ => new DeleteObject(pod, publication.Uid),
        };
        return Emit.To(state.WithObject(pod, publication with { Shown = request }), output);
    }

    private static Step<KubeletState> PublishDone(KubeletState state, PublishDone input)
    {
        var pod = input.Pod;
        var publication = state.ObjectOf(pod);
        return (publication.Shown, input.Outcome) switch
        {
            (Shown.Creating, PublishOutcome.Done) => Emit.To(state.WithObject(pod, new Publication(Shown.Created, input.Uid))),
            (Shown.Creating, PublishOutcome.Failed) => Emit.To(state.WithObject(pod, default(Publication) with { Uid = "" })),

            // The object is there with a deletion timestamp: somebody deleted it before this Kubelet knew that it had made it.
            (Shown.Creating, PublishOutcome.Vanished) when input.Uid.Length > 0 => Terminate(state.WithObject(pod, new Publication(Shown.Created, input.Uid)), pod),
            (Shown.Readying, PublishOutcome.Done) => Emit.To(state.WithObject(pod, publication with { Shown = Shown.Ready })),
            (Shown.Readying, PublishOutcome.Failed) => Emit.To(state.WithObject(pod, publication with { Shown = Shown.Created })),

            // An object that will not show the Pod as it is must not stand for it: the Pod ends and its object with it.
            (Shown.Readying, PublishOutcome.Refused) => Terminate(state.WithObject(pod, publication with { Shown = Shown.Ready }), pod),
            (Shown.Deleting, PublishOutcome.Failed or PublishOutcome.Refused) => Emit.To(state.WithObject(pod, publication with { Shown = Shown.Ready })),
            (Shown.Creating or Shown.Readying or Shown.Deleting, _) => Terminate(state.WithObject(pod, publication with { Shown = Shown.Lost }), pod),
            _ => Emit.Refused(state),
        };
    }

    private static Step<KubeletState> ObserveDeleted(KubeletState state, ObserveDeleted input)
    {
        if (!state.Pods.ContainsKey(input.Pod) && !state.Objects.ContainsKey(input.Pod))
        {
            return input.Gone ? Emit.Nothing(state) : ObserveGhost(state, input.Pod, input.Uid);
        }

        // A name is used once, so an object with another UID was this Pod's too: made by a create whose answer was lost. Its deletion is
        // honoured, but what the API server shows of the Pod is the object that came after it. While a request is in flight, its
        // answer will say what became of the object.
        var publication = state.ObjectOf(input.Pod);
        var lost = input.Gone && !publication.InFlight && (publication.Shown == Shown.None || publication.Uid == input.Uid);
        var next = lost ? state.WithObject(input.Pod, publication with { Shown = Shown.Lost }) : state;
        return Terminate(next, input.Pod);
    }

    private static Step<KubeletState> ObserveGhost(KubeletState state, PodId pod, string uid) =>
        state.Pods.ContainsKey(pod) || state.Objects.ContainsKey(pod)
            ? Emit.Refused(state)
            : Emit.To(state.WithObject(pod, new Publication(Shown.Ready, uid)));
}
