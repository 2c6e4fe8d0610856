using System.Collections.Concurrent;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Unit.Runtime;

/// <summary>The Pods that an API server shows. Thread-safe.</summary>
internal sealed class TestApi
{
    private readonly Lock gate = new();
    private int uids;

    /// <summary>The objects; a test reads them at any time.</summary>
    public ConcurrentDictionary<PodId, (string Uid, NodeName Node, bool Ready)> Objects { get; } = new();

    /// <summary>Carries a Kubelet's request out, and answers it.</summary>
    public PublishDone Perform(NodeName node, PodId pod, Output request)
    {
        lock (gate)
        {
            (string Uid, NodeName Node, bool Ready)? found = Objects.TryGetValue(pod, out var shown) ? shown : null;
            var (write, outcome) = ApiDecisions.OnPod(request, found?.Uid, deleting: false);
            switch (write)
            {
                case PodWrite.Create:
                    Objects[pod] = ($"uid-{++uids}", node, Ready: false);
                    break;
                case PodWrite.ShowReady:
                    Objects[pod] = shown with { Ready = true };
                    break;
                case PodWrite.Remove:
                    Objects.TryRemove(pod, out _);
                    break;
            }

            return new PublishDone(pod, outcome, request is CreateObject ? Objects[pod].Uid : "");
        }
    }
}
