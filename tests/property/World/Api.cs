using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.World;

/// <summary>The API server as the tails see it: objects of Pods, and requests that are answered late or never.</summary>
/// <remarks>
/// Not shared with other kinds of tests, because commands serve its requests, and it reports violations. <see cref="ApiDecisions"/>
/// decides.
/// </remarks>
internal sealed class Api(Chain chain)
{
    private readonly HashSet<PodId> created = [];
    private readonly HashSet<PodId> unanswered = [];
    private int uids;

    /// <summary>Whether it is away: it carries nothing out, and watches show nothing.</summary>
    public bool IsAway { get; set; }

    public Dictionary<PodId, ApiObject> Objects { get; } = [];

    public List<ApiRequest> Requests { get; } = [];

    public List<ApiAnswer> Answers { get; } = [];

    /// <summary>Carries a request out, or not, or does and its answer is lost.</summary>
    public void Apply(ApiRequest request, bool carriedOut, bool answered)
    {
        Requests.Remove(request);
        var (outcome, uid) = carriedOut ? Perform(request) : (PublishOutcome.Failed, "");
        if (!answered)
        {
            unanswered.Add(request.Pod);
            (outcome, uid) = (PublishOutcome.Failed, "");
        }

        Answers.Add(new ApiAnswer(request.Node, request.Run, new PublishDone(request.Pod, outcome, uid)));
    }

    /// <summary>A user deletes a Pod: its object waits for the Kubelet, or is gone at once by force.</summary>
    public void UserDeletes(PodId pod, bool force)
    {
        if (force)
        {
            Remove(pod);
        }
        else
        {
            Set(pod, Objects[pod] with { Deleting = true });
        }
    }

    private (PublishOutcome Outcome, string Uid) Perform(ApiRequest request)
    {
        Objects.TryGetValue(request.Pod, out var found);
        if (found is null && request.Output is ShowReady && chain.Mutant == Mutant.Uid)
        {
            return (PublishOutcome.Done, Create(request, running: true));
        }

        var (write, outcome) = ApiDecisions.OnPod(request.Output, found?.Uid, found is { Deleting: true });
        switch (write)
        {
            case PodWrite.Create:
                Create(request, running: false);
                break;
            case PodWrite.ShowReady:
                Set(request.Pod, found! with { Running = true });
                break;
            case PodWrite.Remove:
                if (chain.K[found!.Node].Pods.ContainsKey(request.Pod))
                {
                    chain.Safety.Violate($"Refines: {request.Node} removes the object of {request.Pod}, which {found.Node} holds");
                }

                Remove(request.Pod);
                break;
        }

        return (outcome, request.Output is CreateObject ? Objects[request.Pod].Uid : "");
    }

    private string Create(ApiRequest request, bool running)
    {
        if (!created.Add(request.Pod) && !unanswered.Contains(request.Pod))
        {
            chain.Safety.Violate($"NeverRecreated: the object of {request.Pod} was gone and is there again");
        }

        Set(request.Pod, new ApiObject($"uid-{++uids}", request.Node, running, Deleting: false));
        return Objects[request.Pod].Uid;
    }

    private void Set(PodId pod, ApiObject shown)
    {
        Objects[pod] = shown;
        chain.Watches.Changed(pod, shown, exists: true);
    }

    private void Remove(PodId pod)
    {
        Objects.Remove(pod, out var former);
        chain.Watches.Changed(pod, former!, exists: false);
    }
}
