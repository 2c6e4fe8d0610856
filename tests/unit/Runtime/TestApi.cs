using System.Collections.Concurrent;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Unit.Runtime;

/// <summary>The Pods that an API server shows. Thread-safe.</summary>
internal sealed class TestApi
{
    private int uids;

    public ConcurrentDictionary<PodId, (string Uid, NodeName Node, bool Ready)> Objects { get; } = new();

    public string Create(PodId pod, NodeName node) =>
        Objects.GetOrAdd(pod, _ => ($"uid-{Interlocked.Increment(ref uids)}", node, Ready: false)).Uid;

    public PublishOutcome ShowReady(PodId pod, string uid) =>
        Objects.TryGetValue(pod, out var old) && old.Uid == uid && Objects.TryUpdate(pod, old with { Ready = true }, old)
            ? PublishOutcome.Done
            : PublishOutcome.Vanished;

    public PublishOutcome Delete(PodId pod, string uid) =>
        Objects.TryGetValue(pod, out var old) && old.Uid == uid && Objects.TryRemove(pod, out _)
            ? PublishOutcome.Done
            : PublishOutcome.Vanished;
}
