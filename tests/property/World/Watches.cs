using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.World;

/// <summary>What watches have yet to show: each stage reads the API server
/// through a view of its own, which lags by any number of changes.</summary>
internal sealed class Watches(Chain chain)
{
    private readonly SortedDictionary<(StageKind Kind, NodeName Node), Queue<Action>> lagging = [];
    private readonly Dictionary<NodeName, SortedDictionary<PodId, ApiObject>> views =
        chain.Nodes.ToDictionary(node => node, _ => new SortedDictionary<PodId, ApiObject>());

    public bool AreCurrent => lagging.Values.All(queue => queue.Count == 0);

    /// <summary>A stage's watch will show it something.</summary>
    public void Add(StageKind kind, Input input, NodeName node = default) => Add((kind, node), () =>
    {
        chain.Tell(
            () => kind == StageKind.Kubelet
                ? $"the watch of {node} shows {Words.Of(input)}"
                : $"the watch of the {kind} stage shows {Words.Of(input)}");
        Show(kind, input, node);
    });

    /// <summary>A stage's watch will show it something, and more than the stage hears of it.</summary>
    public void Add(StageKind kind, Action show, NodeName node = default) => Add((kind, node), show);

    /// <summary>A Pod's object changed or was removed: the watch of its node will show that.</summary>
    public void Changed(PodId pod, ApiObject shown, bool exists)
    {
        foreach (var node in chain.Nodes.Where(
            node => (node == shown.Node || chain.Mutant == Mutant.Ghosts) && !chain.Membership.IsDead(node)))
        {
            Add((StageKind.Kubelet, node), () =>
            {
                if (exists)
                {
                    views[node][pod] = shown;
                    ShowPod(node, pod, shown);
                }
                else
                {
                    views[node].Remove(pod);
                    chain.Tell(() => $"the watch of {node} shows that the object of {pod} is gone");
                    chain.StepK(node, new ObserveDeleted(pod, shown.Uid, Gone: true));
                }
            });
        }
    }

    /// <summary>Some stage's watch shows the next thing.</summary>
    public void Next(int pick)
    {
        var waiting = lagging.Values.Where(queue => queue.Count > 0).ToList();
        if (waiting.Count > 0 && !chain.Api.IsAway)
        {
            waiting[pick % waiting.Count].Dequeue()();
        }
    }

    /// <summary>Some node is told again of an object as its watch last showed it, however long ago that was.</summary>
    public void Again(int pick)
    {
        var view = views[chain.Nodes[pick % chain.Nodes.Length]];
        if (view.Count > 0)
        {
            chain.Count("objects shown again");
            var (pod, shown) = view.ElementAt(pick / 7 % view.Count);
            ShowPod(chain.Nodes[pick % chain.Nodes.Length], pod, shown);
        }
    }

    /// <summary>Every node is told of every object in its view.</summary>
    /// <returns>Whether anybody learned something.</returns>
    public bool AllAgain()
    {
        var changed = false;
        foreach (var (node, view) in views)
        {
            var before = chain.K[node];
            foreach (var (pod, shown) in view)
            {
                ShowPod(node, pod, shown);
            }

            changed |= !ReferenceEquals(before, chain.K[node]);
        }

        return changed;
    }

    /// <summary>A Kubelet that starts lists the objects of its node, and looks at its Node.</summary>
    public void ListPods(NodeName node)
    {
        views[node].Clear();
        if (chain.Membership.IsDead(node))
        {
            return;
        }

        foreach (var (pod, shown) in chain.Api.Objects.Where(pair => pair.Value.Node == node || chain.Mutant == Mutant.Ghosts))
        {
            views[node].Add(pod, shown);
            ShowPod(node, pod, shown);
        }

        if (chain.Marks.Of(node) is { } mark)
        {
            chain.StepK(node, new ObserveCancelled(node, mark));
        }
    }

    /// <summary>A watch ends with its stage.</summary>
    public void Forget(StageKind kind, NodeName node) => lagging.Remove((kind, node));

    private void Add((StageKind Kind, NodeName Node) watch, Action show)
    {
        lagging.TryAdd(watch, new Queue<Action>());
        lagging[watch].Enqueue(show);
    }

    private void ShowPod(NodeName node, PodId pod, ApiObject shown)
    {
        chain.Tell(() => $"{node} is shown the object of {pod}{(shown.Deleting ? ", which is being deleted" : "")}");
        chain.StepK(node, shown.Deleting ? new ObserveDeleted(pod, shown.Uid, Gone: false) : new ObserveObject(pod, shown.Uid));
    }

    private void Show(StageKind kind, Input input, NodeName node)
    {
        switch (kind)
        {
            case StageKind.Autoscaler:
                chain.StepA(input);
                break;
            case StageKind.Deployment:
                chain.StepD(input);
                break;
            case StageKind.ReplicaSet:
                chain.StepR(input);
                break;
            case StageKind.Scheduler:
                chain.StepS(input);
                break;
            default:
                chain.StepK(node, input);
                break;
        }
    }
}
