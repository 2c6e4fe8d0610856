using KubeDirect.StateMachine;
using static KubeDirect.Tests.Refinement.Tla.Canon;

namespace KubeDirect.Tests.Refinement.Traces;

/// <summary>Makes the module <c>TraceLog</c> and its bounds of a trace of one Deployment, for <c>Trace.tla</c>.</summary>
internal sealed class TraceLog
{
    private readonly TraceNames names;
    private readonly List<string> events = [];
    private readonly HashSet<NodeName> seen = []; // The Nodes that this run of the Scheduler knows.
    private int? want;
    private int places;

    private TraceLog(TraceNames names) => this.names = names;

    /// <summary>How many events the log has.</summary>
    public int Count => events.Count;

    /// <summary>The module.</summary>
    public string Module => $"""
        ------------------------------- MODULE TraceLog -------------------------------
        EXTENDS KubeDirect
        CONSTANTS {string.Join(", ", names.Nodes)}
        Log == <<
        {string.Join(",\n", events)}
        >>
        ===============================================================================

        """;

    /// <summary>The configuration: bounds that the log does not reach.</summary>
    public string Configuration => $$"""
        SPECIFICATION TraceSpec
        CONSTANTS
            None = None
            {{string.Join("\n    ", names.Nodes.Select(node => $"{node} = {node}"))}}
            Nodes = {{{string.Join(", ", names.Nodes)}}}
            NodeSize = {{places}}
            Names = {{names.Pods}}
            ReplicaSets = {{names.ReplicaSets}}
            Replicas = 0
            Counts = {}
            MaxScales = {{events.Count}}
            MaxCrashes = {{events.Count}}
            CrashStages = {"Autoscaler", "Deployment", "ReplicaSet", "Scheduler", {{string.Join(", ", names.Nodes)}}}
            MaxBreaks = {{events.Count}}
            BreakLinks = {"AD", "DR", "RS", {{string.Join(", ", names.Nodes)}}}
            MaxLate = 0
            MaxExcuses = {{events.Count}}
            MaxPodFailures = {{events.Count}}
            Publishing = TRUE
            MaxDeletes = {{events.Count}}
            MaxApiFailures = {{events.Count}}
            MaxCancels = {{events.Count}}
            MaxRollouts = {{events.Count}}
            MaxNodeDeletes = {{events.Count + names.Nodes.Count()}}
            Lagging = TRUE
            High = {}
            Endless = FALSE
            Off = {}
        INVARIANT NotConsumed
        CHECK_DEADLOCK FALSE

        """;

    /// <summary>Why the log ends before the traces do; null if it does not.</summary>
    public string? EndsAt { get; private set; }

    /// <summary>Reads the traces of one chain. Those of several processes
    /// are merged by the clock of the machine that they ran on.</summary>
    /// <exception cref="TraceRejectedException">The replay rejects it.</exception>
    public static TraceLog Read(IEnumerable<string> paths)
    {
        var steps = new List<ReplayedStep>();
        var replay = new TraceReplay(steps.Add);
        foreach (var path in paths)
        {
            using var reader = new StreamReader(path);
            replay.Read(path, reader);
        }

        replay.Finish(complete: true);
        steps = [.. steps.OrderBy(step => step.At)];
        var log = new TraceLog(new TraceNames(steps));
        var ordered = CausalOrder.Of(log.names, steps);
        log.EndsAt = ordered.Count < steps.Count ? "a message was read later than the specification has it." : null;
        try
        {
            foreach (var (step, refused) in ordered)
            {
                log.Add(step, refused);
            }
        }
        catch (NotSupportedException e)
        {
            log.EndsAt = e.Message;
        }

        return log;
    }

    /// <summary>Corrupts the log in one way, so that the specification has to reject it: what a test of the test needs.</summary>
    public void Corrupt(string how) => Corruption.Apply(events, how);

    private void Add(ReplayedStep step, bool refused)
    {
        if (step.Input is null)
        {
            if (step.Stage == Topology.Scheduler)
            {
                seen.Clear();
            }

            if (names.Begin(step.Stage, step.Incarnation) > 1)
            {
                Event(step, "Crash", ("stage", Topology.Text(names.StageOf(step.Stage))));
                want = step.Stage == Topology.Autoscaler ? null : want;
            }

            return;
        }

        var upward = names.LinkAbove(step.Stage);
        switch (step.Input)
        {
            case ObserveNode { Spec: { } spec } observed:
                places = Math.Max(places, spec.Allocatable.Pods);
                if (seen.Add(observed.Node))
                {
                    Event(step, "ObserveNode", ("node", names.NodeOf(observed.Node)), ("there", True));
                }

                break;
            case ObserveNode observed:
                if (seen.Remove(observed.Node))
                {
                    Event(step, "ObserveNode", ("node", names.NodeOf(observed.Node)), ("there", False));
                }

                break;
            case Listed when step.Stage == Topology.Scheduler && step.Changed:
                Event(step, "Listed", ("nodes", Set(seen.Select(names.NodeOf))));
                break;
            case ObserveDeployment { Current: { } current } observed:
                names.NumberOf(Topology.AD, observed.Deployment);
                if (step.Changed && names.ReplicaSets > 1)
                {
                    Event(step, "ObserveDeployment", ("key", Int(names.NumberOf(Topology.DR, current))));
                }

                break;

            // What other watches list at the start, what they repeat, and the policy's
            // notes are no steps of the specification: see docs/refinement.md.
            case Listed or ObserveReplicaSet { Exists: true } or ObserveShape or Park:
            case ObserveDeployment or ObserveReplicaSet or ObserveDeleted or ObserveCancelled or CancelDone or CancelStale
                or UncancelDone when !step.Changed:
                break;

            // What a former chain left behind in the cluster: its ReplicaSets go, and a Kubelet deletes the objects of its Pods. Nothing
            // else comes of it, and the specification has none of others.
            case ObserveReplicaSet { ReplicaSet: var gone } when names.IsLeftover(gone):
            case ObserveObject { Pod: var pod } when names.IsLeftover(pod):
            case Publish { Pod: var published } when names.IsLeftover(published):
            case PublishDone { Pod: var done } when names.IsLeftover(done):
            case ObserveDeleted { Pod: var deleted } when names.IsLeftover(deleted):
                break;
            case Connect connect:
                names.Connect(names.LinkBelow(step.Stage, connect.Link), step.Outputs);
                Event(step, "Connect", ("link", Link(names.LinkBelow(step.Stage, connect.Link))));
                break;
            case LinkLost lost:
                Event(step, "LinkLost", ("link", Link(names.LinkBelow(step.Stage, lost.Link))));
                break;
            case FromAbove { Message: var message } when refused:
                Event(step, "Refused", ("link", Link(upward)), ("dir", Str("down")), ("message", Messages.Of(names, upward, message)));
                break;
            case FromAbove { Message: var message }:
                Event(step, "Recv" + message.GetType().Name, ("link", Link(upward)), ("dir", Str("down")),
                    ("received", Messages.Of(names, upward, message)));
                break;
            case FromBelow { Message: var message, Link: var id } when refused:
                Event(step, "Refused", ("link", Link(names.LinkBelow(step.Stage, id))), ("dir", Str("up")),
                    ("message", Messages.Of(names, names.LinkBelow(step.Stage, id), message)));
                break;
            case FromBelow { Message: var message, Link: var id }:
                var below = names.LinkBelow(step.Stage, id);
                Event(step, "Recv" + message.GetType().Name, ("link", Link(below)), ("dir", Str("up")),
                    ("received", Messages.Of(names, below, message)));
                break;
            case Answer:
                Event(step, "Answer", ("link", Link(upward)));
                break;
            case Scale { Replicas: { } replicas } scale:
                names.NumberOf(Topology.AD, scale.Deployment);
                if (want != replicas)
                {
                    want = replicas;
                    Event(step, "Scale", ("count", Int(replicas)));
                }

                break;
            case PushCount:
                Event(step, "PushCount", ("link", Link(names.LinkBelow(step.Stage, LinkId.Only))));
                break;
            case CreatePod create:
                names.Name(create.Pod);
                Event(step, "CreatePod", Pod(create.Pod));
                break;
            case TombstonePod tombstone:
                Event(step, "TombstonePod", Pod(tombstone.Pod));
                break;
            case BindPod bind:
                Event(step, "BindPod", Pod(bind.Pod), ("node", names.NodeOf(bind.Node)));
                break;
            case PodStarted started:
                AtNode(step, started.Pod);
                break;
            case PodStopped stopped:
                AtNode(step, stopped.Pod);
                break;
            case Publish publish:
                AtNode(step, publish.Pod, ("what", Str(new Request("", 0, 0, step.Outputs[0]).Operation)));
                break;
            case PublishDone done:
                AtNode(step, done.Pod, ("what", Str(done.Outcome.ToString())));
                break;
            case ObserveDeleted deleted:
                AtNode(step, deleted.Pod);
                break;
            case ObserveObject there:
                Event(step, "ObserveObject", Pod(there.Pod), ("node", names.StageOf(step.Stage)));
                break;
            case Excuse excuse:
                Event(step, "Excuse", ("node", names.NodeOf(excuse.Node)));
                break;
            case Cancel cancel:
                Marked(step, cancel.Node, names.Mark(step.Outputs.OfType<MarkNode>().Single().Mark));
                break;
            case CancelDone done:
                Marked(step, done.Node, names.NumberOfMark(done.Mark));
                break;
            case CancelStale stale:
                Marked(step, stale.Node, names.NumberOfMark(stale.Mark));
                break;
            case Uncancel uncancel:
                Event(step, "Uncancel", ("node", names.NodeOf(uncancel.Node)));
                break;
            case UncancelDone done:
                Marked(step, done.Node, names.NumberOfMark(done.Mark));
                break;
            case ObserveCancelled observed:
                var number = names.NumberOfMark(observed.Mark);
                foreach (var asked in step.Outputs.OfType<MarkNode>())
                {
                    names.Mark(asked.Mark);
                }

                Marked(step, observed.Node, number, ("stage", Topology.Text(names.StageOf(step.Stage))));
                break;
            default:
                throw new NotSupportedException($"{step.Input} is not in the specification.");
        }
    }

    private void AtNode(ReplayedStep step, PodId pod, params (string, string)[] fields) =>
        Event(step, step.Input!.GetType().Name, [Pod(pod), ("node", names.StageOf(step.Stage)), .. fields]);

    private void Marked(ReplayedStep step, NodeName node, int mark, params (string, string)[] fields) =>
        Event(step, step.Input!.GetType().Name, [("node", names.NodeOf(node)), ("mark", Int(mark)), .. fields]);

    private (string, string) Pod(PodId pod) => ("pod", Int(names.NumberOf(pod)));

    private static string Link(string link) => Topology.Text(link);

    private void Event(ReplayedStep step, string action, params (string Field, string Value)[] fields)
    {
        var sent = step.Outputs.Select(output => output switch
        {
            SendUp up => Sent(names.LinkAbove(step.Stage), "up", up.Message),
            SendDown down => Sent(names.LinkBelow(step.Stage, down.Link), "down", down.Message),
            _ => "",
        }).Where(text => text.Length > 0);
        (string, string)[] all = [("action", Str(action)), ("received", None), .. fields, ("sent", $"<<{string.Join(", ", sent)}>>")];
        events.Add(
            $"[{string.Join(", ", all.GroupBy(field => field.Item1).Select(group => $"{group.Key} |-> {Tla(group.Last().Item2)}"))}]");
    }

    private string Sent(string link, string direction, Message message) => message is SetCount { Count.Gone: true } gone
        ? throw new NotSupportedException($"The object {gone.Key} is gone.")
        : $"[link |-> {Link(link)}, dir |-> {Str(direction)}, msg |-> {Tla(Messages.Of(names, link, message))}]";

    // TLA+ has no empty list of pairs.
    private static string Tla(string canonical) => canonical.Replace(EmptyFunction, "<<>>", StringComparison.Ordinal);
}
