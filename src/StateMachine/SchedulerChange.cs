using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>
/// A step of the Scheduler in the making: what becomes of its memory, what is sent down, and what is reported upward. Not thread-safe; it
/// lives for one step.
/// </summary>
/// <param name="state">The memory before the step.</param>
internal sealed class SchedulerChange(SchedulerState state)
{
    private readonly ImmutableArray<Output>.Builder outputs = ImmutableArray.CreateBuilder<Output>();
    private readonly ImmutableArray<PodReport>.Builder reports = ImmutableArray.CreateBuilder<PodReport>();
    private ImmutableArray<PodId> tombstones = [];

    /// <summary>The memory as it is so far.</summary>
    public SchedulerState State { get; set; } = state;

    /// <summary>Holds a Pod in this state and reports it.</summary>
    public void Hold(PodId pod, Binding binding)
    {
        State = State.Hold(pod, binding);
        Report(pod, binding);
    }

    /// <summary>
    /// A Pod is gone: drops its entry and its tombstone and reports that. A Pod that is unknown here has come no further than the stage
    /// above knows.
    /// </summary>
    public void Lose(PodId pod)
    {
        var phase = PodLifecycle.Fire(State.Pods.GetValueOrDefault(pod).Phase, Trigger.Drop);
        State = State.Drop(pod);
        Report(pod, new Binding(phase, NodeName.None, default));
    }

    /// <summary>All these Pods are gone.</summary>
    public void LoseAll(IEnumerable<PodId> pods)
    {
        foreach (var pod in pods.Order())
        {
            Lose(pod);
        }
    }

    /// <summary>Confirms the tombstones of unknown Pods as gone, if no node can hold those Pods any more.</summary>
    public void ConfirmUnknown()
    {
        if (State.NobodyMayHold)
        {
            var held = State.Pods;
            LoseAll(State.Tombstones.Where(pod => !held.ContainsKey(pod)));
        }
    }

    /// <summary>Ends Pods by this stage's own decision: their tombstones are kept here and go up with the report.</summary>
    public void Doom(ImmutableArray<PodId> pods)
    {
        tombstones = pods;
        State = State with { Tombstones = State.Tombstones.Union(pods) };
    }

    /// <summary>Reports a Pod upward.</summary>
    public void Report(PodId pod, Binding binding) => reports.Add(new PodReport(pod, binding.Phase, binding.Node, binding.Requests));

    /// <summary>Sends a message to a node.</summary>
    public void Send(NodeName node, Message message) => outputs.Add(new SendDown(LinkId.To(node), message));

    /// <summary>Sends a node tombstones, if there are any.</summary>
    public void SendTombstones(NodeName node, ImmutableArray<PodId> pods)
    {
        if (!pods.IsEmpty)
        {
            Send(node, new Tombstone(State.Nodes[node].Link.Epoch, pods));
        }
    }

    /// <summary>Sends what was reported so far upward, if there is anything to send and the link was answered.</summary>
    public void SendUpdate()
    {
        if ((reports.Count > 0 || !tombstones.IsEmpty) && State.Above.Answered)
        {
            outputs.Add(new SendUp(new Update(State.Above.Epoch, reports.ToImmutable()) { Tombstones = tombstones }));
        }
    }

    /// <summary>The step.</summary>
    public Step<SchedulerState> Done() => new(State, outputs.ToImmutable());
}
