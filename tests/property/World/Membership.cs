using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.World;

/// <summary>The Nodes at the API server: somebody deletes one, and its agent ends
/// what it runs and registers anew, in either order, or never does.</summary>
internal sealed class Membership(Chain chain)
{
    private readonly SortedDictionary<NodeName, Fate> deleted = [];
    private readonly Dictionary<NodeName, int> deletions = chain.Nodes.ToDictionary(node => node, _ => 0);

    private readonly HashSet<PodId> ending = [];

    /// <summary>Nodes that the Scheduler's watch shows: it has a link to each, whatever the stage makes of them.</summary>
    private readonly HashSet<NodeName> linked = [];

    /// <summary>What becomes of a node whose Node is deleted.</summary>
    private enum Fate
    {
        /// <summary>Its agent registers anew, when failures have ceased at the latest.</summary>
        Returns,

        /// <summary>Its agent runs on and does not register; when failures have ceased, its machine is no more.</summary>
        Leaves,

        /// <summary>Its machine is no more.</summary>
        Dies,
    }

    public IEnumerable<NodeName> There => chain.Nodes.Where(IsThere);

    public bool IsThere(NodeName node) => !deleted.ContainsKey(node);

    public bool WasDeleted(NodeName node) => deletions[node] > 0;

    /// <summary>Whether its node has seen its own deletion while it held the Pod.</summary>
    public bool MustEnd(PodId pod) => ending.Contains(pod);

    /// <summary>Whether nobody is there who could take a step.</summary>
    public bool IsDead(NodeName node) => deleted.GetValueOrDefault(node) == Fate.Dies;

    /// <summary>Whether the Scheduler dials a node and somebody is there.</summary>
    public bool IsReachable(NodeName node) => linked.Contains(node) && !IsDead(node);

    /// <summary>A user deletes a Node, and with it what is written on it. One of two deletions
    /// watches do not show if they are listed anew only when there is something newer.</summary>
    public void Delete(int pick)
    {
        var nodes = There.ToList();
        if (nodes.Count == 0 || chain.Api.IsAway)
        {
            return;
        }

        var node = nodes[pick % nodes.Count];
        var fate = (pick / 7 % 6) switch { 0 => Fate.Dies, 1 => Fate.Leaves, _ => Fate.Returns };
        var (number, isMissable) = (++deletions[node], pick / 42 % 2 == 0);
        chain.Tell(
            () => "a user deletes Node " +
                $"{node}{fate switch { Fate.Dies => ", whose machine is no more", Fate.Leaves => " for good", _ => "" }}");
        chain.Count(fate == Fate.Returns ? "Nodes deleted" : "Nodes deleted for good");
        deleted.Add(node, Fate.Returns);
        chain.Marks.Remove(node);
        chain.Cordoned.Remove(node);
        chain.Watches.Add(StageKind.Scheduler, () => ShowGone(node, isMissable && (IsThere(node) || deletions[node] > number)));
        if (fate == Fate.Dies)
        {
            Die(node);
        }
        else
        {
            deleted[node] = fate;
            chain.Watches.Add(StageKind.Kubelet, () => ShowDeletion(node, number, isMissable && deletions[node] > number), node);
        }
    }

    /// <summary>Some node whose Node is deleted registers anew; if its machine is no more, another one of its name does.</summary>
    public void Register(int pick)
    {
        if (deleted.Count > 0)
        {
            Register(deleted.Keys.ElementAt(pick % deleted.Count));
        }
    }

    /// <summary>Failures have ceased: whoever is to return does, and of the others nobody is left.</summary>
    public void Settle()
    {
        foreach (var (node, fate) in deleted.ToList())
        {
            if (fate == Fate.Returns)
            {
                Register(node);
            }
            else if (fate == Fate.Leaves)
            {
                Die(node);
            }
        }
    }

    /// <summary>A Scheduler that starts lists the Nodes that are there.</summary>
    public void List()
    {
        linked.Clear();
        foreach (var node in There)
        {
            Show(node, chain.Spec(node));
        }
    }

    /// <summary>What a dead node leaves at the API server is removed by the cluster's garbage collection.</summary>
    /// <returns>Whether there was something.</returns>
    public bool Collect()
    {
        var left = deleted.Count == 0
            ? []
            : chain.Api.Objects.Where(pair => IsDead(pair.Value.Node)).Select(pair => pair.Key).Order().ToList();
        foreach (var pod in left)
        {
            chain.Tell(() => $"garbage collection removes the object of {pod}");
            chain.Api.UserDeletes(pod, force: true);
        }

        return left.Count > 0;
    }

    private void Register(NodeName node)
    {
        if (chain.Api.IsAway)
        {
            return;
        }

        chain.Tell(() => $"{node} registers anew{(IsDead(node) ? ", another machine" : "")}");
        chain.Count("Nodes registered anew");
        deleted.Remove(node, out var fate);
        if (fate == Fate.Dies)
        {
            chain.Restart(StageKind.Kubelet, node);
        }

        var spec = chain.Spec(node);
        chain.Watches.Add(StageKind.Scheduler, () =>
        {
            chain.Tell(() => $"the watch of the Scheduler shows that there is a Node {node}");
            Show(node, spec);
        });
    }

    private void Die(NodeName node)
    {
        deleted[node] = Fate.Dies;
        chain.Restart(StageKind.Kubelet, node);
    }

    private void Show(NodeName node, NodeSpec spec)
    {
        linked.Add(node);
        chain.StepS(new ObserveNode(node, spec));
    }

    /// <summary>The Scheduler's watch shows that there is no Node any more:
    /// who hosts the stage takes the link away, and then tells it.</summary>
    private void ShowGone(NodeName node, bool isMissed)
    {
        chain.Tell(() => $"the watch of the Scheduler {(isMissed ? "misses" : "shows")} the deletion of Node {node}");
        chain.Count(isMissed ? "deletions of Nodes missed" : "Nodes lost");
        if (!isMissed)
        {
            linked.Remove(node);
            chain.NodeWires[node].Break(keep: 1);
            chain.Notice(chain.NodeWires[node]);
            chain.StepS(new ObserveNode(node, Spec: null));
        }
    }

    /// <summary>The node's watch shows the deletion; each is of another object, which its UID names.</summary>
    private void ShowDeletion(NodeName node, int number, bool isMissed)
    {
        if (!isMissed)
        {
            chain.Tell(() => $"the watch of {node} shows that its Node is deleted");
            ending.UnionWith(chain.K[node].Pods.Keys);
            chain.StepK(node, new ObserveCancelled(node, $"deleted.{number}"));
        }
    }
}
