namespace KubeDirect.Tests.Refinement.Model;

/// <content>Where the warm models begin.</content>
internal sealed partial class Chain
{
    private static readonly string[] NotYet =
        ["Break", "Crash", "Excuse", "UserScale", "UserDelete", "UserRollout", "UserDeleteNode", "Publish", "PodStopped"];

    /// <summary>The states that the real steps lead to from nothing, without a failure, one for each way to place the first Pods.</summary>
    public IEnumerable<World> Warm()
    {
        var ways = Enumerable.Range(1, Bounds.Replicas).Aggregate(
            (IEnumerable<string[]>)[[]],
            (prefixes, _) => prefixes.SelectMany(prefix => Bounds.Nodes.Select(node => prefix.Append(node).ToArray())));
        foreach (var way in ways.Where(way => way.GroupBy(node => node).All(placed => placed.Count() <= Bounds.NodeSize)))
        {
            var bindings = way.Select(
                (node, index) => Canon.Label("BindPod", Canon.Int((index * Bounds.ReplicaSets) + 1), node))
                    .ToHashSet(StringComparer.Ordinal);
            var world = Cold();
            while (Onward(world, bindings) is { } next)
            {
                world = next;
            }

            // The specification says of its warm states that the Autoscaler has not recovered; nothing depends on it.
            yield return world with { HeadRecovered = false };
        }
    }

    private World? Onward(World w, HashSet<string> bindings) =>
        Successors(w)
            .Where(step => step.Label.StartsWith("BindPod", StringComparison.Ordinal)
            ? bindings.Contains(step.Label)
            : !NotYet.Contains(step.Label.Split('(')[0]))
            .Select(step => step.Next)
            .FirstOrDefault();
}
