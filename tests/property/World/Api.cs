using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property;

/// <summary>The API server as the tails see it: objects of Pods, and requests that are answered late or never.</summary>
internal sealed class Api
{
    private int uids;

    public Dictionary<PodId, ApiObject> Objects { get; } = [];

    public List<ApiRequest> Requests { get; } = [];

    public List<ApiAnswer> Answers { get; } = [];

    public void Apply(ApiRequest request, bool fail)
    {
        Requests.Remove(request);
        var (outcome, uid) = fail ? (PublishOutcome.Failed, "") : Perform(request);
        Answers.Add(new ApiAnswer(request.Node, request.Run, new PublishDone(request.Pod, outcome, uid)));
    }

    public void UserDeletes(PodId pod)
    {
        if (Objects.TryGetValue(pod, out var found))
        {
            Objects[pod] = found with { Deleting = true };
        }
    }

    private (PublishOutcome Outcome, string Uid) Perform(ApiRequest request)
    {
        var exists = Objects.TryGetValue(request.Pod, out var found);
        switch (request.Output)
        {
            case CreateObject when exists:
                return (found!.Deleting ? PublishOutcome.Vanished : PublishOutcome.Done, found.Uid);
            case CreateObject:
                var created = new ApiObject($"uid-{++uids}", request.Node, Running: false, Deleting: false);
                Objects.Add(request.Pod, created);
                return (PublishOutcome.Done, created.Uid);
            case ShowReady show when exists && found!.Uid == show.Uid:
                Objects[request.Pod] = found with { Running = true };
                return (PublishOutcome.Done, "");
            case DeleteObject delete when exists && found!.Uid == delete.Uid:
                Objects.Remove(request.Pod);
                return (PublishOutcome.Done, "");
            default:
                return (PublishOutcome.Vanished, "");
        }
    }
}

internal sealed record ApiObject(string Uid, NodeName Node, bool Running, bool Deleting);

internal sealed record ApiRequest(NodeName Node, int Run, PodId Pod, Output Output);

internal sealed record ApiAnswer(NodeName Node, int Run, PublishDone Done);
