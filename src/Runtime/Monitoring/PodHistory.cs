using KubeDirect.StateMachine;

namespace KubeDirect.Runtime.Monitoring;

/// <summary>Remembers which Pods run, and which have ended most recently. Not thread-safe.</summary>
/// <param name="capacity">How many Pods that have ended are remembered; at least 1.</param>
internal sealed class PodHistory(int capacity)
{
    private readonly int capacity = capacity > 0
        ? capacity
        : throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "At least one Pod must be remembered.");
    private readonly Dictionary<PodId, (NodeName Node, bool Ready)> running = [];
    private readonly Dictionary<PodId, bool> ended = [];
    private readonly Queue<PodId> order = new();
    private bool forgot;

    /// <summary>How many Pods were started.</summary>
    public long Started { get; private set; }

    /// <summary>A Kubelet starts a Pod.</summary>
    /// <returns>The property that this violates, in one sentence; or null.</returns>
    public string? Start(PodId pod, NodeName node)
    {
        Started++;
        if (ended.ContainsKey(pod))
        {
            return $"NoResurrection: {pod} is started on {node} after it ended.";
        }

        return running.TryAdd(pod, (node, Ready: false))
            ? null
            : $"UniqueBinding: {pod} is started on {node}, and was started on {running[pod].Node}.";
    }

    /// <summary>A Pod that runs is ready.</summary>
    public void Ready(PodId pod)
    {
        if (running.TryGetValue(pod, out var known))
        {
            running[pod] = known with { Ready = true };
        }
    }

    /// <summary>A Pod has ended.</summary>
    public void End(PodId pod)
    {
        running.Remove(pod, out var known);
        if (!ended.TryAdd(pod, known.Ready))
        {
            return;
        }

        order.Enqueue(pod);
        if (order.Count > capacity)
        {
            ended.Remove(order.Dequeue());
            forgot = true;
        }
    }

    /// <summary>All Pods of a node have ended.</summary>
    public void EndAll(NodeName node)
    {
        foreach (var pod in running.Where(pair => pair.Value.Node == node).Select(pair => pair.Key).ToList())
        {
            End(pod);
        }
    }

    /// <summary>Whether a Pod is known to have ended.</summary>
    public bool HasEnded(PodId pod) => ended.ContainsKey(pod);

    /// <summary>Whether a Pod is known never to have been ready.</summary>
    public bool NeverReady(PodId pod) =>
        running.TryGetValue(pod, out var known) ? !known.Ready
        : ended.TryGetValue(pod, out var ready) ? !ready
        : !forgot;
}
