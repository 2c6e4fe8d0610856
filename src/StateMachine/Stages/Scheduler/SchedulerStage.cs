using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>Binds Pods to nodes, and knows what every node holds.</summary>
/// <remarks>The lower end of one Pod link and the upper end of one for each node. Thread-safe, as every stage.</remarks>
public sealed partial class SchedulerStage : IStage<SchedulerState>
{
    /// <inheritdoc/>
    public Step<SchedulerState> Apply(SchedulerState state, Input input) => input switch
    {
        Connect connect => Connect(state, new NodeName(connect.Link.Value)),
        LinkLost lost => LinkLost(state, new NodeName(lost.Link.Value)),
        FromBelow { Message: PodSnapshot message } below => RecvPodSnapshot(state, new NodeName(below.Link.Value), message),
        FromBelow { Message: Update message } below => RecvUpdate(state, new NodeName(below.Link.Value), message),
        FromAbove { Message: Hello message } => RecvHello(state, message),
        FromAbove { Message: Place message } => RecvPlace(state, message),
        FromAbove { Message: Tombstone message } => RecvTombstone(state, message),
        Answer _ => Answer(state),
        BindPod bind => BindPod(state, bind.Pod, bind.Node),
        Preempt preempt => Preempt(state, preempt),
        Park park => Park(state, park.ReplicaSet),
        Excuse excuse => Excuse(state, excuse.Node),
        Cancel cancel => Cancel(state, cancel.Node),
        CancelDone done => CancelDone(state, done),
        ObserveCancelled observed => ObserveCancelled(state, observed),
        Uncancel uncancel => Uncancel(state, uncancel.Node),
        UncancelDone done => UncancelDone(state, done),
        ObserveNode observed => ObserveNode(state, observed),
        ObserveShape observed => ObserveShape(state, observed),
        Listed _ => Emit.To((state with { Listed = true }).Recover()),
        _ => Emit.Refused(state),
    };

    /// <inheritdoc/>
    public Input? Next(SchedulerState state, Func<LinkId, bool> hasRoom)
    {
        if (state.Above.OwesAnswer && state.Recovered)
        {
            return StateMachine.Answer.Now;
        }

        foreach (var name in state.GivenUp)
        {
            if (IsDrained(state.Nodes[name]))
            {
                return new Uncancel(name);
            }
        }

        return Place(state, hasRoom);
    }

    private static Step<SchedulerState> RecvHello(SchedulerState state, Hello message) =>
        Emit.To(state with { Above = new LinkAbove(message.Epoch, Answered: false) });

    private static Step<SchedulerState> Answer(SchedulerState state)
    {
        if (!state.Above.OwesAnswer || !state.Recovered)
        {
            return Emit.Refused(state);
        }

        var pods = state.Pods.Select(pair => Report(pair.Key, pair.Value)).OrderBy(report => report.Pod).ToImmutableArray();
        var snapshot = new PodSnapshot(state.Above.Epoch, pods, [.. state.Tombstones.Order()]);
        return Emit.To(state with { Above = state.Above with { Answered = true } }, new SendUp(snapshot));
    }

    private static Step<SchedulerState> RecvPlace(SchedulerState state, Place message)
    {
        if (!state.Above.Accepts(message.Epoch) || state.Pods.ContainsKey(message.Pod) || state.Tombstones.Contains(message.Pod))
        {
            return Emit.Nothing(state);
        }

        var binding = new Binding(Phase.Pending, NodeName.None, default);
        return Emit.To(state.Hold(message.Pod, binding), Up(state, [Report(message.Pod, binding)]));
    }

    private static Step<SchedulerState> RecvTombstone(SchedulerState state, Tombstone message)
    {
        if (!state.Above.Accepts(message.Epoch))
        {
            return Emit.Nothing(state);
        }

        var next = state;
        var complete = state.NobodyMayHold;
        var gone = ImmutableArray.CreateBuilder<PodReport>();
        var forward = new SortedDictionary<NodeName, List<PodId>>();
        foreach (var pod in message.Pods)
        {
            var known = next.Pods.TryGetValue(pod, out var binding);
            if (known ? binding.Node == NodeName.None : complete)
            {
                // Never bound, or nowhere: this stage is the authority for that, and nobody below needs to hear of it.
                next = next.Drop(pod);
                gone.Add(GoneReport(pod));
                continue;
            }

            if (known && !next.Tombstones.Contains(pod) && next.Nodes[binding.Node].Link.InSync)
            {
                forward.TryAdd(binding.Node, []);
                forward[binding.Node].Add(pod);
            }

            next = next with { Tombstones = next.Tombstones.Add(pod) };
        }

        var outputs = ImmutableArray.CreateBuilder<Output>();
        if (gone.Count > 0)
        {
            outputs.Add(Up(next, gone.ToImmutable()));
        }

        foreach (var (node, pods) in forward)
        {
            outputs.Add(new SendDown(LinkId.To(node), new Tombstone(next.Nodes[node].Link.Epoch, [.. pods])));
        }

        return Emit.To(next, outputs.ToImmutable());
    }

    private static Step<SchedulerState> BindPod(SchedulerState state, PodId pod, NodeName name)
    {
        var bindable = state.Pods.TryGetValue(pod, out var binding)
            && PodLifecycle.Next(binding.Phase, Trigger.Bind) is not null
            && !state.Tombstones.Contains(pod);
        if (!bindable
            || !state.Shapes.TryGetValue(pod.Owner, out var shape)
            || !state.Nodes.TryGetValue(name, out var node)
            || !Placement.Fits(state, node, pod, shape))
        {
            return Emit.Refused(state);
        }

        var bound = new Binding(Phase.Bound, name, shape.Requests);
        var bind = new SendDown(LinkId.To(name), new Bind(node.Link.Epoch, pod, shape.Requests));
        var next = state.Hold(pod, bound);
        if (!next.Nodes[name].Nominated.IsEmpty)
        {
            next = next with { Parked = [] }; // Those for which room was being made here may have to look elsewhere.
        }

        return state.Above.Answered ? Emit.To(next, bind, Up(state, [Report(pod, bound)])) : Emit.To(next, bind);
    }

    private static Step<SchedulerState> Park(SchedulerState state, ScaleKey replicaSet) =>
        state.Queue.ContainsKey(replicaSet) ? Emit.To(state with { Parked = state.Parked.Add(replicaSet) }) : Emit.Refused(state);

    private static PodReport Report(PodId pod, Binding binding) => new(pod, binding.Phase, binding.Node, binding.Requests);

    private static PodReport GoneReport(PodId pod) => new(pod, Phase.Gone, NodeName.None, default);

    private static SendUp Up(SchedulerState state, ImmutableArray<PodReport> reports) => new(new Update(state.Above.Epoch, reports));
}
