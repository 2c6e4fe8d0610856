using k8s.Models;
using KubeDirect.KubeAdapter.Kubelet.Runtimes;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Informers;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>What the effects of a node's Kubelet stage work on. Immutable.</summary>
internal sealed record NodeSurroundings
{
    /// <summary>The node.</summary>
    public required NodeAgentOptions Node { get; init; }

    /// <summary>The API server.</summary>
    public required IApi Api { get; init; }

    /// <summary>The marked ReplicaSets.</summary>
    public required ObjectStore<V1ReplicaSet> ReplicaSets { get; init; }

    /// <summary>What runs the node's Pods.</summary>
    public required IPodRuntime Runtime { get; init; }

    /// <summary>What the watch shows of a Pod's object, as an input for the stage; null if it shows no object.</summary>
    public Func<PodId, Input?> Shown { get; init; } = _ => null;

    /// <summary>Seed of the jitter between attempts.</summary>
    public int Seed { get; init; }

    /// <summary>Where requests run.</summary>
    public TaskScheduler TaskScheduler { get; init; } = TaskScheduler.Default;

    /// <summary>Where the node logs.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Cancelled when the node ends.</summary>
    public CancellationToken Stopping { get; init; }

    /// <summary>The whole Pod; null if the watch does not show its ReplicaSet yet.</summary>
    public V1Pod? Materialize(PodId pod) => ReplicaSets.TryGet(ChainKeys.ObjectKeyOf(pod.Owner), out var owner)
        ? PodMaterializer.Materialize(owner, ChainKeys.ObjectKeyOf(pod).Name, Node.Name)
        : null;
}
