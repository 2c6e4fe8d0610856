using KubeDirect.StateMachine;

namespace KubeDirect.KubeAdapter.Scheduler;

/// <summary>Finds nodes that have been away for too long. Not thread-safe.</summary>
/// <param name="cancelAfter">How long a node may be out of sync; more than zero.</param>
internal sealed class AwayNodes(TimeSpan cancelAfter)
{
    private readonly Dictionary<NodeName, TimeSpan> since = [];

    /// <summary>The nodes that were out of sync at every look for that time, and are not cancelled yet.</summary>
    /// <param name="state">The Scheduler's memory.</param>
    /// <param name="now">The time of a monotonic clock.</param>
    public IReadOnlyList<NodeName> Look(SchedulerState state, TimeSpan now)
    {
        foreach (var name in since.Keys.Where(name => !state.Nodes.TryGetValue(name, out var node) || IsHere(node)).ToList())
        {
            since.Remove(name);
        }

        foreach (var (name, _) in state.Nodes.Where(pair => !IsHere(pair.Value)))
        {
            since.TryAdd(name, now);
        }

        return [.. since.Where(pair => now - pair.Value >= cancelAfter).Select(pair => pair.Key).Order()];
    }

    private static bool IsHere(NodeView node) => node.Link.InSync || node.Cancelled is not null;
}
