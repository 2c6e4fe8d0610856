using KubeDirect.StateMachine;
using static KubeDirect.Tests.Refinement.Model.Topology;

namespace KubeDirect.Tests.Refinement.Model;

/// <content>Cancelled nodes: writes of their marks, and what watches of Nodes show.</content>
internal sealed partial class Chain
{
    private IEnumerable<(string Label, World Next)> MarkSteps(World w)
    {
        foreach (var write in w.Api.MarkWrites)
        {
            var label = Canon.Label(
                "MarkApplied", write.Node, Canon.Int(w.Api.NumberOf(write.Mark)), Canon.Str(write.Operation),
                Canon.Int(write.Over is { } over ? w.Api.NumberOf(over) : 0), Canon.Int(write.Run));
            yield return (label, w with { Api = Applied(w, write) });
        }

        foreach (var answer in w.Api.MarkAnswers)
        {
            var name = new NodeName(answer.Node);
            var consumed = w with { Api = w.Api with { MarkAnswers = w.Api.MarkAnswers.Remove(answer) } };
            if (answer.Operation == MarkOperation.Mark && Take(consumed, Scheduler, new CancelDone(name, answer.Mark)) is { } done)
            {
                yield return (Canon.Label("CancelDone", answer.Node), GivenUp(w, done, answer.Node));
            }

            if (answer.Operation == MarkOperation.Stale && Take(consumed, Scheduler, new CancelStale(name, answer.Mark)) is { } stale)
            {
                yield return (Canon.Label("CancelStale", answer.Node), stale);
            }

            if (answer.Operation == MarkOperation.Unmark && Take(consumed, Scheduler, new UncancelDone(name, answer.Mark)) is { } lifted)
            {
                yield return (Canon.Label("UncancelDone", answer.Node), lifted);
            }
        }

        foreach (var node in Bounds.Nodes)
        {
            var name = new NodeName(node);
            if (Take(w, Scheduler, new Uncancel(name)) is { } lifting)
            {
                yield return (Canon.Label("Uncancel", node), lifting);
            }

            // A watch repeats itself, a step does not.
            foreach (var mark in MarksSeen(w, node))
            {
                if (Take(w, Scheduler, new ObserveCancelled(name, mark)) is { } noted && noted.S != w.S)
                {
                    yield return (Canon.Label("ObserveCancelled_Scheduler", node), noted);
                }

                if (Take(w, node, new ObserveCancelled(name, mark)) is { } drained && drained.K[node] != w.K[node])
                {
                    yield return (Canon.Label("ObserveCancelled_Kubelet", node), drained);
                }
            }
        }
    }

    /// <summary>Nodes come and go (module <c>Membership</c>).</summary>
    private IEnumerable<(string Label, World Next)> NodeSteps(World w)
    {
        foreach (var node in Bounds.Nodes)
        {
            var name = new NodeName(node);
            var there = !w.Api.Deleted.Contains(node);
            if (there && w.Left.NodeDeletes > 0)
            {
                var api = w.Api with
                {
                    Deleted = w.Api.Deleted.Add(node),
                    Unseen = w.Api.Unseen.Add(node),
                    Mark = w.Api.Mark.SetItem(node, null),
                };
                var hist = w.Hist with
                {
                    Lost = w.Hist.Lost.Union(w.Hist.Lost.Where(lost => lost.Node == node).Select(lost => lost with { Run = 0 })),
                };
                yield return (
                    Canon.Label("UserDeleteNode", node),
                    w with { Api = api, Hist = hist, Left = w.Left with { NodeDeletes = w.Left.NodeDeletes - 1 } });
            }

            if (!there)
            {
                yield return (Canon.Label("RegisterNode", node), w with { Api = w.Api with { Deleted = w.Api.Deleted.Remove(node) } });
            }

            // Each deletion is of another object, which its UID names.
            if (w.Api.Unseen.Contains(node)
                && Take(w, node, new ObserveCancelled(name, $"{DeletedPrefix}{w.Left.NodeDeletes}")) is { } drained)
            {
                yield return (
                    Canon.Label("ObserveCancelled_Kubelet", node),
                    drained with { Api = drained.Api with { Unseen = drained.Api.Unseen.Remove(node) } });
            }

            if (there && !w.S.Nodes.ContainsKey(name))
            {
                yield return (Canon.Label("ObserveNode", node), Observe(w, Scheduler, Found(node)));
            }

            if (!there && w.S.Nodes.ContainsKey(name))
            {
                foreach (var lost in NodeLost(w, node))
                {
                    yield return (Canon.Label("ObserveNode", node), lost);
                }
            }
        }
    }

    // Who hosts the stage takes the link away first.
    private IEnumerable<World> NodeLost(World w, string node)
    {
        var name = new NodeName(node);
        var hist = w.Hist with { Lost = w.Hist.Lost.Union(LostWith(w, node, run: 0)) };
        foreach (var cut in Cut(w, node))
        {
            var closed = Take(cut, Scheduler, new LinkLost(LinkId.To(name))) ?? cut;
            yield return Observe(
                closed, Scheduler, new ObserveNode(name, Spec: null)) with
            {
                Hist = hist,
                Former = w.Former.SetItem(node, Below(w, node).Epoch),
            };
        }
    }

    /// <summary>How the mark begins by which a node agent ends what a node runs whose Node was deleted.</summary>
    internal const string DeletedPrefix = "deleted.";

    private IEnumerable<string> MarksSeen(World w, string node) =>
        (w.Api.Mark[node] is { } mark ? [mark] : Enumerable.Empty<string>()).Union(Bounds.Lagging ? w.Api.Marked[node] : []);

    private ApiServer Applied(World w, MarkRequest write)
    {
        var name = new NodeName(write.Node);
        Output request = write.Operation == MarkOperation.Mark
            ? new MarkNode(name, write.Mark, write.Over)
            : new UnmarkNode(name, write.Mark);
        var (mark, answer) = ApiDecisions.OnMark(request, w.Api.Mark[write.Node]);
        return w.Api with
        {
            MarkWrites = w.Api.MarkWrites.Remove(write),
            Mark = w.Api.Mark.SetItem(write.Node, mark),
            Marked = Bounds.Lagging && mark is not null
                ? w.Api.Marked.SetItem(write.Node, w.Api.Marked[write.Node].Add(mark))
                : w.Api.Marked,

            // The answer to a run that has crashed meanwhile finds nobody. What was asked is not part of it.
            MarkAnswers = write.Run == w.Runs[Scheduler]
                ? w.Api.MarkAnswers.Add(
                    new MarkRequest(
                        write.Node, write.Mark, answer is CancelStale ? MarkOperation.Stale : write.Operation, Over: null, Run: 0))
                : w.Api.MarkAnswers,
        };
    }

    // What was given up with a node that is away.
    private World GivenUp(World before, World after, string node)
    {
        if (before.S.Nodes[new NodeName(node)].Link.InSync)
        {
            return after;
        }

        // Whose mark went with its Node meanwhile is lost with the Node.
        var run = before.Api.Mark[node] is null && before.Left.NodeDeletes != Bounds.MaxNodeDeletes ? 0 : before.Runs[Scheduler];
        return after with { Hist = after.Hist with { Lost = after.Hist.Lost.Union(LostWith(before, node, run)) } };
    }

    // What a node runs, or what a Bind may yet start there.
    private static IEnumerable<(int Pod, string Node, int Run)> LostWith(World w, string node, int run)
    {
        var wire = w.Net[node];
        var binds = wire.Down.Concat(wire.Late is { Down: true } late ? [late.Message] : []).OfType<Bind>().Select(bind => bind.Pod);
        var bound = w.S.Pods.Where(pair => pair.Value.Node == new NodeName(node)).Select(pair => pair.Key);
        return bound.Union(w.K[node].Pods.Keys).Union(binds).Select(pod => (w.NumberOf(pod), node, run));
    }
}
