using System.Collections.Immutable;
using System.Text;
using KubeDirect.StateMachine;
using static KubeDirect.Tests.Refinement.Model.Topology;
using static KubeDirect.Tests.Refinement.Tla.Canon;

namespace KubeDirect.Tests.Refinement.Model;

/// <summary>The refinement mapping: which state of the specification a state
/// of the code is. docs/refinement.md says the same in words.</summary>
internal sealed class Mapping
{
    private readonly StringBuilder text = new();
    private readonly IReadOnlyList<string> nodes;
    private readonly Memo<AutoscalerState, StageText> autoscaler = new(Autoscaler);
    private readonly Memo<DeploymentState, StageText> deployment;
    private readonly Memo<ReplicaSetState, StageText> replicaSet = new(ReplicaSet);
    private readonly Memo<SchedulerState, StageText> scheduler;
    private readonly Memo<KubeletState, StageText> kubelet = new(Kubelet);
    private readonly Dictionary<string, Memo<Wire, string>> wires;
    private readonly Memo<History, string[]> history = new((_, hist) => Happened(hist));
    private readonly Memo<ImmutableSortedDictionary<string, int>,
        string> runs = new((_, runs) => Function(runs.Select(run => (Text(run.Key), Int(run.Value)))));
    private readonly Memo<ApiServer, string> api;
    private readonly Memo<Allowance, string> left = new((_, left) => Left(left));

    public Mapping(Bounds bounds)
    {
        nodes = bounds.Nodes;
        scheduler = new(Scheduler);
        api = new((_, server) => Api(server));
        deployment = new((w, d) => Deployment(w, d, knows: bounds.ReplicaSets > 1));
        string[] links = [AD, DR, RS, .. nodes];
        wires = links.ToDictionary(
            link => link, link => new Memo<Wire, string>((w, wire) => $"{Text(link)}:>{WireOf(w, link, wire)}"), StringComparer.Ordinal);
    }

    /// <summary>The state of the specification, canonically; its variables are in the order of their names.</summary>
    public string Map(World w)
    {
        var (a, d, r, s) = (autoscaler.Of(w, w.A), deployment.Of(w, w.D), replicaSet.Of(w, w.R), scheduler.Of(w, w.S));
        var k = nodes.Select(node => kubelet.Of(w, w.K[node])).ToArray();
        var hist = history.Of(w, w.Hist);
        text.Clear().Append("(\"K\":>(").AppendJoin("@@", k.Select(each => each.Memory)).Append(')');
        text.Append("@@\"R\":>").Append(r.Memory);
        text.Append("@@\"S\":>").Append(s.Memory);
        text.Append("@@\"above\":>(")
            .AppendJoin("@@", k.Select(each => each.Above).Prepend(s.Above).Prepend(r.Above).Prepend(d.Above))
            .Append(')');
        text.Append("@@\"api\":>").Append(api.Of(w, w.Api));
        text.Append("@@\"below\":>(")
            .AppendJoin(
                "@@", nodes.Select(node => BelowOf(w, node, Topology.Below(w, node))).Prepend(r.Below).Prepend(d.Below).Prepend(a.Below))
            .Append(')');
        text.Append("@@\"current\":>").Append(d.Memory);
        text.Append("@@\"held\":>(\"AD\":>").Append(d.Held).Append("@@\"DR\":>").Append(r.Held).Append(')');
        text.Append("@@\"hist\":>(")
            .Append(hist[0])
            .Append("@@\"named\":>")
            .Append(Set(w.Names.Keys.Select(number => Int(number))))
            .Append("@@")
            .Append(hist[1])
            .Append(')');
        text.Append("@@\"inc\":>").Append(runs.Of(w, w.Runs));
        text.Append("@@\"lates\":>").Append(w.Lates);
        text.Append("@@\"left\":>").Append(left.Of(w, w.Left));
        text.Append("@@\"net\":>(").AppendJoin("@@", w.Net.Select(pair => wires[pair.Key].Of(w, pair.Value))).Append(')');
        text.Append("@@\"recovered\":>(\"Autoscaler\":>").Append(Bool(w.HeadRecovered));
        text.Append("@@\"Deployment\":>").Append(Bool(w.D.Recovered));
        text.Append("@@\"ReplicaSet\":>").Append(Bool(w.R.Recovered));
        text.Append("@@\"Scheduler\":>").Append(Bool(w.S.Recovered));
        foreach (var node in nodes)
        {
            text.Append("@@").Append(node).Append(":>TRUE");
        }

        text.Append(")@@\"view\":>(\"AD\":>").Append(a.View).Append("@@\"DR\":>").Append(d.View).Append(')');
        return text.Append("@@\"want\":>").Append(a.Memory).Append(')').ToString();
    }

    private static StageText Autoscaler(World w, AutoscalerState a) => new()
    {
        Below = BelowOf(w, AD, a.Below),
        View = Messages.ByKey(1, Views(a.View, _ => 1)),
        Memory = a.Wants.TryGetValue(DeploymentKey, out var want) ? Int(want) : None,
    };

    private static StageText Deployment(World w, DeploymentState d, bool knows) => new()
    {
        Above = AboveOf(w, AD, d.Above),
        Below = BelowOf(w, DR, d.Below),
        Held = Messages.ByKey(1, d.Held.ToDictionary(_ => 1, pair => Messages.CountOf(pair.Value))),
        View = Messages.ByKey(w.Sets, Views(d.View, w.NumberOf)),
        Memory = d.Current.TryGetValue(DeploymentKey, out var current) ? Int(w.NumberOf(current)) : knows ? None : Int(1),
    };

    private static StageText ReplicaSet(World w, ReplicaSetState r)
    {
        return new()
        {
            Above = AboveOf(w, DR, r.Above),
            Below = BelowOf(w, RS, r.Below),
            Held = Messages.ByKey(
                w.Sets, r.ReplicaSets.Where(pair => pair.Value.Held is not null).ToDictionary(
                    pair => w.NumberOf(pair.Key), pair => Messages.CountOf(pair.Value.Held!.Value))),
            Memory = Record(
                ("pods",
                    Function(
                        r.ReplicaSets.Values.SelectMany(group => group.Pods).Select(
                            pair => (Int(w.NumberOf(pair.Key)), Messages.Entry(w, pair.Value.Phase, pair.Value.Node))))),
                ("tomb", Messages.Pods(w, r.ReplicaSets.Values.SelectMany(group => group.Tombstones)))),
        };
    }

    private StageText Scheduler(World w, SchedulerState s) => new()
    {
        Above = AboveOf(w, RS, s.Above),
        Memory = Record(
            ("pods", Function(s.Pods.Select(pair => (Int(w.NumberOf(pair.Key)), Messages.Entry(w, pair.Value.Phase, pair.Value.Node))))),
            ("tomb", Messages.Pods(w, s.Tombstones)),
            ("excused", Set(s.Nodes.Where(pair => pair.Value.Excused).Select(pair => pair.Key.Value))),
            ("cancelled",
                Function(
                    s.Nodes.Where(pair => pair.Value.Cancelled is not null).Select(
                        pair => (pair.Key.Value, Cancelled(w, pair.Value.Cancelled!))))),
            ("lifted", Set(s.Lifted.Select(mark => Int(w.Api.NumberOf(mark))))),
            ("nominated", Function(s.Nominated.Select(pair => (Int(w.NumberOf(pair.Key)), pair.Value.Value)))),
            ("deleted", Set(nodes.Where(node => !s.Nodes.ContainsKey(new NodeName(node)))))),
    };

    // A record that says "none" is as good as no record.
    private static StageText Kubelet(World w, KubeletState k)
    {
        var memory = Record(
            ("pods", Function(k.Pods.Select(pair => (Int(w.NumberOf(pair.Key)), Str(pair.Value.Phase.ToString()))))),
            ("shown",
                Function(
                    k.Objects.Where(pair => pair.Value.Shown != Shown.None).Select(
                        pair => (Int(w.NumberOf(pair.Key)), Str(pair.Value.Shown.ToString().ToLowerInvariant()))))),
            ("drained",
                Set(k.Drained.Where(
                    mark => !mark.StartsWith(Chain.DeletedPrefix, StringComparison.Ordinal)).Select(mark => Int(w.Api.NumberOf(mark))))));
        return new() { Above = AboveOf(w, k.Node.Value, k.Above), Memory = $"{k.Node}:>{memory}" };
    }

    private static string BelowOf(World w, string link, LinkBelow below) =>
        $"{Text(link)}:>{Record(("status", Str(below.Status.ToString())), ("epoch", w.EpochOf(link, below.Epoch)))}";

    private static string AboveOf(World w, string link, LinkAbove above) =>
        $"{Text(link)}:>{Record(("epoch", w.EpochOf(link, above.Epoch)), ("answered", Bool(above.Answered)))}";

    private static string WireOf(World w, string link, Wire wire) => Record(
        ("conn", wire.IsConnected ? w.EpochOf(link, wire.Conn) : None),
        ("down", Sequence(wire.Down.Select(message => Messages.Of(w, link, message)))),
        ("up", Sequence(wire.Up.Select(message => Messages.Of(w, link, message)))),
        ("late",
            wire.Late is { } late ? Record(("dir", Str(late.Down ? "down" : "up")), ("msg", Messages.Of(w, link, late.Message))) : None));

    private static Dictionary<int, string> Views(ScaleView view, Func<ScaleKey, int> number) => view.Sent.ToDictionary(
        pair => number(pair.Key),
        pair => Record(
            ("count", Int(pair.Value.Count.Replicas)), ("version", Int((long)pair.Value.Count.Version)),
            ("acked", Bool(pair.Value.Acked))));

    // In the models that are compared nobody writes counts or objects while watches lag.
    private static string Past(ApiServer server) =>
        Record(("counts", Set([])), ("templates", Set(server.PastTemplates.Select(template => Int(template)))), ("objects", Set([])));

    private string Api(ApiServer server) => Record(
        ("replicas", Int(server.Replicas)),
        ("template", Int(server.Template)),
        ("nodes", Function(nodes.Select(node => (node, Bool(!server.Deleted.Contains(node)))))),
        ("unseen", Set(server.Unseen)),
        ("past", Past(server)),
        ("objects",
            Sequence(
                server.Objects.Select(
                    found => Record(("state", Str(found.State)), ("node", found.Node), ("deleting", Bool(found.Deleting)))))),
        ("requests", Set(server.Requests.Select(request =>
            Record(("node", request.Node), ("run", Int(request.Run)), ("pod", Int(request.Pod)), ("op", Str(request.Operation)))))),
        ("answers", Set(server.Answers.Select(answer =>
            Record(("node", answer.Node), ("pod", Int(answer.Pod)), ("outcome", Str(answer.Outcome.ToString())))))),
        ("mark", Function(server.Mark.Select(pair => (pair.Key, Int(pair.Value is { } mark ? server.NumberOf(mark) : 0))))),
        ("marked", Function(server.Marked.Select(pair => (pair.Key, Set(pair.Value.Select(mark => Int(server.NumberOf(mark)))))))),
        ("marks", Int(server.Marks.Length)),
        ("markWrites",
            Set(server.MarkWrites.Select(
                write => Record(
                    MarkOf(server, write, ("over", Int(write.Over is { } over ? server.NumberOf(over) : 0)), ("run", Int(write.Run))))))),
        ("markAnswers", Set(server.MarkAnswers.Select(answer => Record(MarkOf(server, answer))))));

    private static (string, string)[] MarkOf(ApiServer server, MarkRequest request, params (string, string)[] more) =>
        [("node", request.Node), ("id", Int(server.NumberOf(request.Mark))), ("op", Str(request.Operation)), .. more];

    private static string Cancelled(World w, NodeCancellation cancelled) =>
        Record(
            ("id", Int(w.Api.NumberOf(cancelled.Mark))),
            ("over", Int(cancelled.Over is { } over ? w.Api.NumberOf(over) : 0)),
            ("written", Bool(cancelled.Written)),
            ("lifting", Bool(cancelled.Lifting)));

    // What stands before and after the field "named", which is not part of it.
    private static string[] Happened(History hist) =>
    [
        $"\"ended\":>{Set(hist.Ended.Select(pod => Int(pod)))}@@\"excused\":>{Bool(hist.Excused)}@@" +
            $"\"lost\":>{Set(hist.Lost.Select(lost => Sequence([Int(lost.Pod), lost.Node, Int(lost.Run)])))}",
        $"\"started\":>{Set(hist.Started.Select(start => Sequence([Int(start.Pod), start.Node])))}",
    ];

    private static string Left(Allowance left) => Record(
        ("crashes", Int(left.Crashes)),
        ("breaks", Int(left.Breaks)),
        ("excuses", Int(left.Excuses)),
        ("podFailures", Int(left.PodFailures)),
        ("scales", Int(left.Scales)),
        ("deletes", Int(left.Deletes)),
        ("apiFailures", Int(left.ApiFailures)),
        ("cancels", Int(left.Cancels)),
        ("rollouts", Int(left.Rollouts)),
        ("nodeDeletes", Int(left.NodeDeletes)),
        ("lag", Int(left.Lag)));

    /// <summary>What the variables say of one stage: each of its links, and what it holds.</summary>
    private sealed record StageText
    {
        public string Above { get; init; } = "";

        public string Below { get; init; } = "";

        public string Held { get; init; } = "";

        public string View { get; init; } = "";

        public string Memory { get; init; } = "";
    }
}
