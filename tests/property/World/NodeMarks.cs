using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.World;

/// <summary>The marks of cancelled nodes at the API server, and the requests of the Scheduler about them.</summary>
/// <remarks>Not shared with other kinds of tests, because commands serve the requests. <see cref="ApiDecisions"/> decides.</remarks>
internal sealed class NodeMarks(Chain chain)
{
    private readonly SortedDictionary<NodeName, string> marks = [];

    public List<(ulong Incarnation, Output Output)> Requests { get; } = [];

    public int Count => marks.Count;

    /// <summary>The mark that a node carries; null if it carries none.</summary>
    public string? Of(NodeName node) => marks.GetValueOrDefault(node);

    public IEnumerable<KeyValuePair<NodeName, string>> All => marks.ToList();

    public void Request(Output output) => Requests.Add((chain.S.Incarnation, output));

    /// <summary>A Node is marked, by the Scheduler or by hand; its watchers will see it.</summary>
    public void Set(NodeName node, string mark)
    {
        marks[node] = mark;
        chain.Watches.Add(StageKind.Scheduler, new ObserveCancelled(node, mark));
        chain.Watches.Add(StageKind.Kubelet, new ObserveCancelled(node, mark), node);
    }

    /// <summary>A Node is deleted, its mark with it.</summary>
    public void Remove(NodeName node) => marks.Remove(node);

    /// <summary>A Node that carries a mark changes in some other way, and its watchers see it as it is.</summary>
    public void ChangeNode(NodeName node)
    {
        if (Of(node) is { } mark)
        {
            Set(node, mark);
        }
    }

    /// <summary>Every Node changes, and whoever watches sees it at once.</summary>
    /// <returns>Whether anybody learned something.</returns>
    public bool AllSeen()
    {
        var (scheduler, changed) = (chain.S, false);
        foreach (var (node, mark) in All)
        {
            var kubelet = chain.K[node];
            chain.StepS(new ObserveCancelled(node, mark));
            chain.StepK(node, new ObserveCancelled(node, mark));
            changed |= !ReferenceEquals(kubelet, chain.K[node]);
        }

        return changed || !ReferenceEquals(scheduler, chain.S);
    }

    /// <summary>The API server serves a request and the answer arrives, unless the Scheduler that asked is no more.</summary>
    public void Serve((ulong Incarnation, Output Output) request)
    {
        if (request.Output is MarkNode asked && !chain.Membership.IsThere(asked.Node))
        {
            // While there is no Node, the Scheduler asks again for as long as it holds the mark.
            var isHeld = request.Incarnation == chain.S.Incarnation && chain.S.Nodes.TryGetValue(asked.Node, out var view)
                && view.Cancelled?.Mark == asked.Mark;
            _ = isHeld || Requests.Remove(request);
            return;
        }

        Requests.Remove(request);
        chain.Tell(() => $"the API server carries out {Words.Of(request.Output)}");
        var node = request.Output is MarkNode write ? write.Node : ((UnmarkNode)request.Output).Node;
        var (mark, answer) = ApiDecisions.OnMark(request.Output, Of(node));
        switch (answer)
        {
            case CancelStale:
                chain.Count("old marks found out");
                break;
            case CancelDone:
                Set(node, mark!);
                break;
            default:
                if (mark is null)
                {
                    marks.Remove(node);
                }

                chain.Count("nodes used again");
                break;
        }

        if (request.Incarnation == chain.S.Incarnation)
        {
            chain.StepS(answer);
        }
    }
}
