namespace KubeDirect.StateMachine;

/// <summary>Which node a Pod goes to: filters as Kubernetes's scheduler does, then spreads.</summary>
internal static class Placement
{
    // Asked of every node for every Pod, and most nodes have no taints and most Pods no selector: hence the tests for emptiness.

    /// <summary>Whether a node may take a Pod of this shape now.</summary>
    public static bool Fits(SchedulerState state, NodeView node, PodId pod, PodShape shape) =>
        IsOpen(node, shape) && HasRoom(state, node, pod, shape, node.Used);

    /// <summary>Whether a node has room for a Pod while that much is used. Room that is being made for another is not its room, unless it is more important.</summary>
    public static bool HasRoom(SchedulerState state, NodeView node, PodId pod, PodShape shape, Resources used) =>
        shape.Requests.FitsIn(node.Spec.Allocatable - used - state.Reserved(node, pod)); // Differences of what is not negative: they cannot overflow.

    /// <summary>Whether a node may take Pods of this shape, if there is room.</summary>
    public static bool IsOpen(NodeView node, PodShape shape) =>
        node.IsUsable
        && node.Spec.Ready
        && !node.Spec.Unschedulable
        && (shape.NodeSelector.IsEmpty || shape.NodeSelector.All(wanted => node.Spec.Labels.TryGetValue(wanted.Key, out var value) && value == wanted.Value))
        && (node.Spec.Taints.IsEmpty || node.Spec.Taints.All(taint => taint.Effect == "PreferNoSchedule" || IsTolerated(shape, taint)));

    /// <summary>The best node: fewest taints that it would rather not have tolerated, then fewest Pods, then by name.</summary>
    /// <param name="state">The Scheduler's memory.</param>
    /// <param name="pod">The Pod.</param>
    /// <param name="shape">What it asks for.</param>
    /// <param name="hasRoom">Whether a node's link takes more messages now.</param>
    /// <param name="congested">Whether some node was left out only because its link is full: to be asked again.</param>
    public static NodeName? Choose(SchedulerState state, PodId pod, PodShape shape, Func<LinkId, bool> hasRoom, out bool congested)
    {
        congested = false;
        NodeName? best = null;
        var bestScore = (Avoided: int.MaxValue, Pods: int.MaxValue);
        foreach (var (name, node) in state.Nodes)
        {
            if (!Fits(state, node, pod, shape))
            {
                continue;
            }

            var score = (Avoided(node, shape), node.Used.Pods);
            if (score.CompareTo(bestScore) >= 0)
            {
                continue;
            }

            if (hasRoom(LinkId.To(name)))
            {
                (best, bestScore) = (name, score);
            }
            else
            {
                congested = true;
            }
        }

        return best;
    }

    /// <summary>How many taints a node would rather not have tolerated.</summary>
    private static int Avoided(NodeView node, PodShape shape)
    {
        var avoided = 0;
        foreach (var taint in node.Spec.Taints)
        {
            if (taint.Effect == "PreferNoSchedule" && !IsTolerated(shape, taint))
            {
                avoided++;
            }
        }

        return avoided;
    }

    private static bool IsTolerated(PodShape shape, Taint taint) => shape.Tolerations.Any(toleration => toleration.Tolerates(taint));
}
