using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property;

/// <summary>The marks of cancelled nodes at the API server, the requests of the Scheduler about them, and who sees them.</summary>
internal sealed class NodeMarks(Chain chain)
{
    private readonly Dictionary<NodeName, string> marks = [];

    public List<(ulong Incarnation, Output Output)> Requests { get; } = [];

    public IEnumerable<NodeName> Marked => marks.Keys;

    public bool IsMarked(NodeName node) => marks.ContainsKey(node);

    public void Request(Output output) => Requests.Add((chain.S.Incarnation, output));

    /// <summary>The API server serves a request and the answer arrives, unless the Scheduler that asked is no more.</summary>
    public void Serve((ulong Incarnation, Output Output) request)
    {
        Requests.Remove(request);
        Input answer;
        if (request.Output is MarkNode mark)
        {
            marks[mark.Node] = mark.Mark;
            answer = new CancelDone(mark.Node, mark.Mark);
        }
        else
        {
            var unmark = (UnmarkNode)request.Output;
            if (marks.GetValueOrDefault(unmark.Node) == unmark.Mark)
            {
                marks.Remove(unmark.Node);
            }

            answer = new UncancelDone(unmark.Node, unmark.Mark);
        }

        if (request.Incarnation == chain.S.Incarnation)
        {
            chain.StepS(answer);
        }
    }

    /// <summary>Both who watch the Node see the mark that it carries.</summary>
    /// <returns>Whether anybody learned something.</returns>
    public bool Seen(NodeName node)
    {
        if (!marks.TryGetValue(node, out var mark))
        {
            return false;
        }

        var (scheduler, kubelet) = (chain.S, chain.K[node]);
        chain.StepS(new ObserveCancelled(node, mark));
        chain.StepK(node, new ObserveCancelled(node, mark));
        return !ReferenceEquals(scheduler, chain.S) || !ReferenceEquals(kubelet, chain.K[node]);
    }
}
