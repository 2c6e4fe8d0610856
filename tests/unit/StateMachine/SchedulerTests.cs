using System.Collections.Immutable;
using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.StateMachine;

public sealed class SchedulerTests
{
    private static readonly ScaleKey Web = new("default/web-abc");
    private static readonly Epoch FromReplicaSet = new(7, 1);
    private static readonly NodeName A = new("a");
    private static readonly NodeName B = new("b");
    private readonly SchedulerStage stage = new();

    [Fact]
    public void Pods_spread_over_the_nodes_that_have_room()
    {
        var state = Decide(Place(Ready(Node(), Node()), 4));
        Assert.Equal(2, state.Nodes[A].Pods.Count);
        Assert.Equal(2, state.Nodes[B].Pods.Count);
    }

    [Fact]
    public void A_node_takes_no_more_than_it_has_and_the_rest_waits()
    {
        var state = Decide(Place(Ready(Node(pods: 1), Node(pods: 2)), 5));
        Assert.Single(state.Nodes[A].Pods);
        Assert.Equal(2, state.Nodes[B].Pods.Count);
        Assert.Equal(2, state.Pods.Values.Count(binding => binding.Phase == Phase.Pending));
    }

    [Fact]
    public void A_pod_that_waits_for_room_is_bound_once_another_is_gone()
    {
        var state = Decide(Place(Ready(Node(pods: 1), null), 2));
        var first = state.Nodes[A].Pods.Single();
        state = Decide(
            Step(
                state,
                new FromBelow(LinkId.To(A), new Update(state.Nodes[A].Link.Epoch, [new PodReport(first, Phase.Terminating, A, default)]))));
        Assert.Equal([first], state.Nodes[A].Pods);
        state = Decide(
            Step(
                state,
                new FromBelow(LinkId.To(A), new Update(state.Nodes[A].Link.Epoch, [new PodReport(first, Phase.Gone, A, default)]))));
        Assert.NotEqual(first, state.Nodes[A].Pods.Single());
    }

    [Theory]
    [InlineData("cordoned")]
    [InlineData("not ready")]
    [InlineData("tainted")]
    [InlineData("other labels")]
    [InlineData("little memory")]
    public void A_node_that_kubernetes_would_filter_out_gets_nothing(string why)
    {
        var bad = why switch
        {
            "cordoned" => Node() with { Unschedulable = true },
            "not ready" => Node() with { Ready = false },
            "tainted" => Node() with { Taints = [new Taint("gpu", "", "NoSchedule")] },
            "other labels" => Node() with { Labels = Labels("disk", "hdd") },
            _ => Node() with { Allocatable = new Resources(4000, 5, 110) },
        };
        var state = Decide(Place(Ready(bad, Node()), 3));
        Assert.Empty(state.Nodes[A].Pods);
        Assert.Equal(3, state.Nodes[B].Pods.Count);
    }

    [Fact]
    public void A_tolerated_taint_keeps_nobody_away_and_a_soft_one_is_avoided()
    {
        var tolerated = Node() with { Taints = [new Taint("team", "red", "NoExecute")] };
        var soft = Node() with { Taints = [new Taint("old", "", "PreferNoSchedule")] };
        var state = Decide(Place(Ready(tolerated, soft), 3));
        Assert.Equal(3, state.Nodes[A].Pods.Count);
    }

    [Fact]
    public void A_tombstone_for_an_unknown_pod_waits_for_a_node_that_is_away()
    {
        var ghost = new PodId(Web, "ghost");
        var state = Step(Ready(Node(), Node()), new LinkLost(LinkId.To(B)));
        var step = stage.Apply(state, new FromAbove(new Tombstone(FromReplicaSet, [ghost])));
        Assert.Empty(step.Outputs);
        Assert.Contains(ghost, step.State.Tombstones);

        var back = stage.Apply(step.State, new Connect(LinkId.To(B)));
        back = stage.Apply(back.State, new FromBelow(LinkId.To(B), new PodSnapshot(back.State.Nodes[B].Link.Epoch, [], [])));
        Assert.Contains(
            back.Outputs,
            output =>
                output is SendUp { Message: Update update } && update.Pods.Single() is { Phase: Phase.Gone } gone && gone.Pod == ghost);
        Assert.Empty(back.State.Tombstones);
    }

    [Fact]
    public void A_pod_of_a_node_that_returns_is_adopted_with_what_it_takes_and_reported_upward()
    {
        var pod = new PodId(Web, "old");
        var state = Step(Step(Ready(Node(), Node()), new LinkLost(LinkId.To(B))), new Connect(LinkId.To(B)));
        var report = new PodReport(pod, Phase.Ready, B, new Resources(100, 10, 1));
        var step = stage.Apply(state, new FromBelow(LinkId.To(B), new PodSnapshot(state.Nodes[B].Link.Epoch, [report], [])));
        Assert.Equal(new Resources(100, 10, 1), step.State.Nodes[B].Used);
        Assert.Equal(report, Assert.Single(((Update)((SendUp)step.Outputs.Single()).Message).Pods));
    }

    [Fact]
    public void The_pods_of_a_deleted_node_are_gone()
    {
        var state = Decide(Place(Ready(Node(), null), 2));
        var step = stage.Apply(state, new ObserveNode(A, Spec: null));
        Assert.Empty(step.State.Pods);
        Assert.All(((Update)((SendUp)step.Outputs.Single()).Message).Pods, report => Assert.Equal(Phase.Gone, report.Phase));
    }

    [Fact]
    public void A_restarted_scheduler_answers_only_when_every_node_answered_or_is_excused()
    {
        var state = SchedulerState.Initial(1);
        state = Step(Step(Step(state, new ObserveNode(A, Node())), new ObserveNode(B, Node())), Listed.Now);
        state = Step(state, new FromAbove(new Hello(FromReplicaSet)));
        state = Greet(state, A);
        Assert.False(stage.Apply(state, Answer.Now).Taken);
        Assert.True(stage.Apply(Step(state, new Excuse(B)), Answer.Now).Taken);
        Assert.True(stage.Apply(Greet(state, B), Answer.Now).Taken);
    }

    [Fact]
    public void A_message_of_another_epoch_changes_nothing()
    {
        var state = Ready(Node(), Node());
        var step = stage.Apply(state, new FromAbove(new Place(new Epoch(7, 2), new PodId(Web, "late"))));
        Assert.Same(state, step.State);
        Assert.Empty(step.Outputs);
    }

    private static ImmutableSortedDictionary<string, string> Labels(string key, string value) =>
        ImmutableSortedDictionary<string, string>.Empty.Add(key, value);

    private static NodeSpec Node(int pods = 110) =>
        new(new Resources(4000, 4000, pods), Labels("disk", "ssd"), [], Ready: true, Unschedulable: false);

    private SchedulerState Ready(NodeSpec a, NodeSpec? b)
    {
        var shape = new PodShape(new Resources(100, 10, 1), Labels("disk", "ssd"), [new Toleration("team", "red", AnyValue: false, "")]);
        var state = Step(SchedulerState.Initial(1), new ObserveNode(A, a));
        state = b is null ? state : Step(state, new ObserveNode(B, b));
        state = Step(Step(state, new ObserveShape(Web, shape)), Listed.Now);
        state = Greet(state, A);
        state = b is null ? state : Greet(state, B);
        return Step(Step(state, new FromAbove(new Hello(FromReplicaSet))), Answer.Now);
    }

    private SchedulerState Greet(SchedulerState state, NodeName node)
    {
        state = Step(state, new Connect(LinkId.To(node)));
        return Step(state, new FromBelow(LinkId.To(node), new PodSnapshot(state.Nodes[node].Link.Epoch, [], [])));
    }

    private SchedulerState Place(SchedulerState state, int pods) =>
        Enumerable.Range(0, pods).Aggregate(
            state,
            (current, i) => Step(current, new FromAbove(new Place(FromReplicaSet, new PodId(Web, $"p{i}")))));

    private SchedulerState Decide(SchedulerState state) => stage.Decide(state);

    private SchedulerState Step(SchedulerState state, Input input) => stage.Take(state, input);
}
