using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.World;

/// <summary>Inputs and messages in words, for the story of a failure.</summary>
internal static class Words
{
    public static string Of(Input input) => input switch
    {
        Preempt preempt => $"preempt {string.Join(", ", preempt.Victims)} on {preempt.Node} for {preempt.Pod}",
        CreatePod create => $"create {create.Pod}",
        TombstonePod tombstone => $"tombstone {tombstone.Pod}",
        BindPod bind => $"bind {bind.Pod} to {bind.Node}",
        Answer => "answer",
        PushCount push => $"push the count of {push.Key}",
        Publish publish => $"publish {publish.Pod}",
        Uncancel uncancel => $"use {uncancel.Node} again",
        PodStarted started => $"{started.Pod} is started",
        PodStopped stopped => $"{stopped.Pod} is stopped",
        PublishDone done => $"{done.Outcome} for {done.Pod}",
        Scale scale => $"{scale.Replicas} wanted of {scale.Deployment}",
        ObserveShape shape => $"the template of {shape.ReplicaSet}",
        ObserveNode node => $"{node.Node}, {(node.Spec is { Unschedulable: true } ? "cordoned" : "not cordoned")}",
        _ => input.ToString(),
    };

    /// <summary>What the ReplicaSet stage holds.</summary>
    public static string Of(Chain chain)
    {
        var groups = chain.R.ReplicaSets.Where(pair => pair.Value.Pods.Count + pair.Value.Tombstones.Count > 0);
        var told = string.Join(
            ", ", groups.Select(pair => $"{pair.Key} has {pair.Value.Live.Count} Pods and {pair.Value.Tombstones.Count} tombstones"));
        return told.Length == 0 ? "there are no Pods" : told;
    }

    public static string Of(Message message) => message switch
    {
        Place place => $"Place({place.Pod})",
        Bind bind => $"Bind({bind.Pod})",
        Tombstone tombstone => $"Tombstone({string.Join(", ", tombstone.Pods)})",
        Update update => $"Update({string.Join(", ", update.Pods.Select(report => $"{report.Pod} {report.Phase}"))})",
        PodSnapshot snapshot => $"PodSnapshot({string.Join(", ", snapshot.Pods.Select(report => $"{report.Pod} {report.Phase}"))})",
        SetCount set => $"SetCount({set.Key}, {set.Count.Replicas})",
        _ => message.GetType().Name,
    };

    public static string Of(Output request) => request switch
    {
        CreateObject create => $"the creation of {create.Pod}",
        ShowReady show => $"the status of {show.Pod}",
        DeleteObject delete => $"the deletion of {delete.Pod}",
        MarkNode mark => $"the mark of {mark.Node}",
        UnmarkNode unmark => $"the end of the mark of {unmark.Node}",
        _ => request.ToString(),
    };
}
