using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.StateMachine;

/// <summary>A Scheduler between a ReplicaSet stage and nodes that a test plays.</summary>
internal sealed class SchedulerWorld
{
    public static readonly ScaleKey Low = new("default/low");
    public static readonly ScaleKey High = new("default/urgent");
    public static readonly NodeName A = new("a");
    public static readonly NodeName B = new("b");
    public static readonly Epoch FromReplicaSet = new(7, 1);
    private readonly SchedulerStage stage = new();
    private uint names;

    /// <summary>Two nodes of so many places, in sync; the ReplicaSet stage is answered.</summary>
    public SchedulerWorld(int places, ulong incarnation = 1)
    {
        State = SchedulerState.Initial(incarnation);
        foreach (var node in (NodeName[])[A, B])
        {
            Take(new ObserveNode(node, Spec(places)));
        }

        Take(new ObserveShape(Low, Shape));
        Take(new ObserveShape(High, Shape with { Priority = 10 }));
        Take(Listed.Now);
    }

    public static PodShape Shape => Plain.Pods(new Resources(1, 1, 1));

    public static NodeSpec Spec(int places) => Plain.Node(new Resources(1000, 1000, places));

    public SchedulerState State { get; private set; }

    /// <summary>What every step so far has put out.</summary>
    public List<Output> Outputs { get; } = [];

    public SchedulerWorld InSync()
    {
        Return(A);
        Return(B);
        return Greeted();
    }

    public SchedulerWorld Greeted()
    {
        Take(new FromAbove(new Hello(FromReplicaSet)));
        Decide();
        return this;
    }

    public PodId Place(ScaleKey owner)
    {
        var pod = new PodId(owner, $"p{names++}");
        Take(new FromAbove(new Place(FromReplicaSet, pod)));
        return pod;
    }

    public void SendTombstones(params PodId[] pods) => Take(new FromAbove(new Tombstone(FromReplicaSet, [.. pods])));

    public void Lose(NodeName node) => Take(new LinkLost(LinkId.To(node)));

    public void Return(NodeName node, params PodId[] pods)
    {
        Take(new Connect(LinkId.To(node)));
        Take(
            new FromBelow(
                LinkId.To(node),
                new PodSnapshot(
                    State.Nodes[node].Link.Epoch,
                    [.. pods.Select(pod => new PodReport(pod, Phase.Ready, node, Shape.Requests))],
                    [])));
    }

    public void Says(NodeName node, PodId pod, Phase phase) =>
        Take(new FromBelow(LinkId.To(node), new Update(State.Nodes[node].Link.Epoch, [new PodReport(pod, phase, node, Shape.Requests)])));

    public void Take(Input input)
    {
        var step = stage.Apply(State, input);
        Assert.True(step.Taken, $"{input} is not taken");
        State = step.State;
        Outputs.AddRange(step.Outputs);
    }

    public bool IsRefused(Input input) => !stage.Apply(State, input).Taken;

    /// <summary>Takes a step that must change nothing.</summary>
    public void Ignores(Input input)
    {
        var (before, said) = (State, Outputs.Count);
        Take(input);
        Assert.Same(before, State);
        Assert.Equal(said, Outputs.Count);
    }

    /// <summary>What the policy wants now, where the links to these nodes are full.</summary>
    public Input? Next(params NodeName[] full) => stage.Next(State, link => !full.Select(LinkId.To).Contains(link));

    /// <summary>All that the policy wants, now; that must come to an end.</summary>
    public void Decide()
    {
        for (var decisions = 0; stage.Next(State, _ => true) is { } decision; decisions++)
        {
            Assert.True(decisions < 1000, "There is no end of decisions.");
            Take(decision);
        }
    }

    /// <summary>The last mark that was asked for.</summary>
    public string Mark => Outputs.OfType<MarkNode>().Last().Mark;

    /// <summary>Every Pod that was ever said upward to be gone.</summary>
    public IEnumerable<PodId> SaidGone =>
        Updates.SelectMany(update => update.Pods).Where(report => report.Phase == Phase.Gone).Select(report => report.Pod);

    /// <summary>Every Pod that was ever said upward to be ended by the Scheduler itself.</summary>
    public IEnumerable<PodId> SaidDoomed => Updates.SelectMany(update => update.Tombstones);

    /// <summary>Every Pod that a node was told to end.</summary>
    public IEnumerable<PodId> Ended(NodeName node) =>
        Outputs
            .OfType<SendDown>()
            .Where(send => send.Link == LinkId.To(node))
            .Select(send => send.Message)
            .OfType<Tombstone>()
            .SelectMany(message => message.Pods);

    /// <summary>Everything that was ever said upward but snapshots.</summary>
    public IEnumerable<Update> Updates => Outputs.OfType<SendUp>().Select(send => send.Message).OfType<Update>();
}
