using System.Collections.Immutable;
using KubeDirect.StateMachine;
using static KubeDirect.Tests.Refinement.Model.Topology;

namespace KubeDirect.Tests.Refinement.Model;

/// <summary>The real step functions over the model of what is around them. This part takes one step of one stage.</summary>
/// <remarks>
/// Not shared with other kinds of tests, because it lists every step that is possible in a state, under the specification's names and
/// bounds.
/// </remarks>
internal sealed partial class Chain(Bounds bounds, Composition stages)
{
    public Bounds Bounds { get; } = bounds;

    /// <summary>Nothing is connected, and nothing is known but what the watches show.</summary>
    private World Cold()
    {
        var links = Bounds.Nodes.Concat([AD, DR, RS]).ToArray();
        var names = Bounds.Nodes.Concat([Autoscaler, Deployment, ReplicaSet, Scheduler]).ToArray();
        var world = new World
        {
            A = null!,
            D = null!,
            R = null!,
            S = null!,
            K = ImmutableSortedDictionary<string, KubeletState>.Empty,
            Net = links.ToImmutableSortedDictionary(link => link, _ => Wire.Idle, StringComparer.Ordinal),
            Runs = names.ToImmutableSortedDictionary(stage => stage, _ => 1, StringComparer.Ordinal),
            Runtime = ImmutableSortedDictionary<string, ImmutableSortedDictionary<int, bool>>.Empty,
            Api = new ApiServer(Bounds.Replicas, [.. Enumerable.Repeat(PodObject.Absent, Bounds.Names)], [], [])
            {
                Mark = Bounds.Nodes.ToImmutableSortedDictionary(node => node, _ => (string?)null, StringComparer.Ordinal),
                Marked = Bounds.Nodes.ToImmutableSortedDictionary(
                    node => node, _ => ImmutableHashSet<string>.Empty, StringComparer.Ordinal),
            },
            Sets = Bounds.ReplicaSets,
            Hist = new History([], [], Excused: false, []),
            Left = new Allowance(
                Bounds.MaxCrashes, Bounds.MaxBreaks, Bounds.MaxExcuses, Bounds.MaxPodFailures, Bounds.MaxScales, Bounds.MaxDeletes,
                Bounds.MaxApiFailures, Bounds.MaxCancels, Bounds.MaxRollouts, Bounds.MaxNodeDeletes, Bounds.Lagging ? 1 : 0),
        };
        return names.Aggregate(world, Start);
    }

    /// <summary>A stage starts, empty. What its watches list is there at once: the specification has no step for it.</summary>
    private World Start(World w, string stage)
    {
        // Distinct for every run of every stage that has one, as 64 random bits are.
        var incarnation = IncarnationOf(stage, w.Runs[stage]);
        switch (stage)
        {
            case Autoscaler:
                return w with { A = AutoscalerState.Initial(incarnation), HeadRecovered = false };
            case Deployment:
                var deployment = w with { D = DeploymentState.Initial(incarnation) };
                return Bounds.ReplicaSets == 1 ? Observe(deployment, stage, Templates(deployment, 1)) : deployment;
            case ReplicaSet:
                return Observe(w with { R = ReplicaSetState.Initial(incarnation) }, stage, [.. Exist, Listed.Now]);
            case Scheduler:
                var one = new Resources(1, 1, 1);
                var nodes = Bounds.Nodes.Where(node => !w.Api.Deleted.Contains(node)).Select(Found);
                var shapes =
                    Sets.Select(set => new ObserveShape(SetKey(set), Plain.Pods(one))).Append(
                        new ObserveShape(HighKey, Plain.Pods(one, priority: 1)));
                var former = ImmutableSortedDictionary<string, Epoch>.Empty;
                return Observe(
                    w with { S = SchedulerState.Initial(incarnation), Former = former }, stage, [.. nodes, .. shapes, Listed.Now]);
            default:
                return w with
                {
                    K = w.K.SetItem(stage, KubeletState.Initial(new NodeName(stage))),
                    Runtime = w.Runtime.SetItem(stage, ImmutableSortedDictionary<int, bool>.Empty),
                };
        }
    }

    private IEnumerable<int> Sets => Enumerable.Range(1, Bounds.ReplicaSets);

    private IEnumerable<Input> Exist => Sets.Select(set => new ObserveReplicaSet(SetKey(set), Exists: true));

    /// <summary>What the Deployment stage's watches show; with it, its first lists are complete.</summary>
    private Input[] Templates(World w, int current)
    {
        var observed = new ObserveDeployment(DeploymentKey, SetKey(current));
        return w.D.Listed ? [observed] : [observed, .. Exist, Listed.Now];
    }

    private ObserveNode Found(string node) =>
        new(new NodeName(node), Plain.Node(new Resources(1000, 1000, Bounds.NodeSize)));

    private static ulong IncarnationOf(string stage, int run) =>
        ((ulong)(1 + Array.IndexOf([Autoscaler, Deployment, ReplicaSet, Scheduler], stage)) << 8) + (ulong)run;

    private World Observe(World w, string stage, params Input[] inputs) =>
        inputs.Aggregate(w, (current, input) => Take(current, stage, input)!);

    /// <summary>One step of one stage, with what it sends and does.</summary>
    /// <returns>The world after it, or null if the step function refused the input.</returns>
    private World? Take(World w, string stage, Input input)
    {
        switch (stage)
        {
            case Autoscaler:
                var a = stages.Autoscaler.Apply(w.A, input);
                return a.Taken ? Effects(w with { A = a.State }, stage, above: "", a.Outputs, _ => AD) : null;
            case Deployment:
                var d = stages.Deployment.Apply(w.D, input);
                return d.Taken ? Effects(w with { D = d.State }, stage, AD, d.Outputs, _ => DR) : null;
            case ReplicaSet:
                var r = stages.ReplicaSet.Apply(w.R, input);
                return r.Taken ? Effects(w with { R = r.State }, stage, DR, r.Outputs, _ => RS) : null;
            case Scheduler:
                var s = stages.Scheduler.Apply(
                    w.S, input is FromAbove above ? new FromAbove(Rename(above.Message, pod => PodBelow(w, pod))) : input);
                return s.Taken ? Effects(w with { S = s.State }, stage, RS, s.Outputs, link => link.Value) : null;
            default:
                var k = stages.Kubelet.Apply(w.K[stage], input);
                return k.Taken
                    ? Effects(
                        w with { K = w.K.SetItem(stage, k.State) }, stage, stage, k.Outputs,
                        _ => throw new InvalidOperationException("A Kubelet has no link below it."))
                    : null;
        }
    }

    private static World Effects(World w, string stage, string above, ImmutableArray<Output> outputs, Func<LinkId, string> below)
    {
        foreach (var output in outputs)
        {
            w = output switch
            {
                SendUp up =>
                    Send(w, above, down: false,
                        stage == Scheduler
                            ? Rename(up.Message, pod => pod with { Owner = SetKey(w.OwnerOf(w.NumberOf(pod))) })
                            : up.Message),
                SendDown down => Send(w, below(down.Link), down: true, down.Message),
                StartPod start => Started(w, stage, w.NumberOf(start.Pod)),
                StopPod stop => w with { Runtime = w.Runtime.SetItem(stage, w.Runtime[stage].SetItem(w.NumberOf(stop.Pod), value: true)) },
                CreateObject create => Ask(w, stage, create.Pod, create),
                ShowReady show => Ask(w, stage, show.Pod, show),
                DeleteObject delete => Ask(w, stage, delete.Pod, delete),
                MarkNode mark => AskToMark(
                    w with { Api = w.Api with { Marks = w.Api.Marks.Add(mark.Mark) } }, mark.Node, mark.Mark, MarkOperation.Mark,
                    mark.Over),
                UnmarkNode mark => AskToMark(w, mark.Node, mark.Mark, MarkOperation.Unmark, over: null),
                _ => throw new InvalidOperationException($"{output} is not modelled."),
            };
        }

        return w;
    }

    private static World Send(World w, string link, bool down, Message message) =>
        w with { Net = w.Net.SetItem(link, w.Net[link].Send(down, message)) };

    private static World Started(World w, string node, int pod) => w with
    {
        Runtime = w.Runtime.SetItem(node, w.Runtime[node].SetItem(pod, value: false)),
        Hist = w.Hist with { Started = w.Hist.Started.Add((pod, node)) },
    };

    private static World Ask(World w, string node, PodId pod, Output output) =>
        w with { Api = w.Api with { Requests = w.Api.Requests.Add(new Request(node, w.Runs[node], w.NumberOf(pod), output)) } };

    private static World AskToMark(World w, NodeName node, string mark, string operation, string? over) =>
        w with
        {
            Api = w.Api with
            {
                MarkWrites = w.Api.MarkWrites.Add(new MarkRequest(node.Value, mark, operation, over, w.Runs[Scheduler])),
            }
        };

    // In the specification single Pods have a priority, in the code ReplicaSets have. So the Pods of high priority belong to another
    // ReplicaSet from the Scheduler downward: on the link above it they are renamed.
    private PodId PodBelow(World w, PodId pod) => Bounds.High.Contains(w.NumberOf(pod)) ? pod with { Owner = HighKey } : pod;

    private static Message Rename(Message message, Func<PodId, PodId> rename) => message switch
    {
        Place place => place with { Pod = rename(place.Pod) },
        Tombstone tombstone => tombstone with { Pods = [.. tombstone.Pods.Select(rename)] },
        Update update => update with
        {
            Pods = [.. update.Pods.Select(report => report with { Pod = rename(report.Pod) })],
            Tombstones = [.. update.Tombstones.Select(rename)],
        },
        PodSnapshot snapshot => snapshot with
        {
            Pods = [.. snapshot.Pods.Select(report => report with { Pod = rename(report.Pod) })],
            Tombstones = [.. snapshot.Tombstones.Select(rename)],
        },
        _ => message,
    };
}
