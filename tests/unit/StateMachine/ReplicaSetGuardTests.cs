using System.Collections.Immutable;
using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.StateMachine;

/// <summary>What the ReplicaSet stage takes, refuses and says.</summary>
public sealed class ReplicaSetGuardTests
{
    private static readonly ScaleKey Web = new("default/web-abc");
    private static readonly Epoch Above = new(9, 1);
    private static readonly Epoch Other = new(9, 9);
    private static readonly NodeName Node = new("n");
    private readonly ReplicaSetStage stage = new();

    [Fact]
    public void Every_connection_greets_in_an_epoch_of_its_own_and_is_lost_once()
    {
        var first = stage.Apply(ReplicaSetState.Initial(3), new Connect(LinkId.Only));
        Assert.Equal(new SendDown(LinkId.Only, new Hello(new Epoch(3, 1))), Assert.Single(first.Outputs));
        Assert.False(stage.Apply(Step(first.State, new LinkLost(LinkId.Only)), new LinkLost(LinkId.Only)).Taken);
        var second = stage.Apply(first.State, new Connect(LinkId.Only));
        Assert.Equal(new SendDown(LinkId.Only, new Hello(new Epoch(3, 2))), Assert.Single(second.Outputs));
    }

    [Fact]
    public void It_answers_from_above_once_when_it_has_recovered_with_the_counts_that_it_holds()
    {
        var state = Step(Step(ReplicaSetState.Initial(1), new FromAbove(new Hello(Above))), new Connect(LinkId.Only));
        Assert.Null(stage.Next(state, _ => true));
        Assert.False(stage.Apply(state, Answer.Now).Taken);
        state = Snapshot(state, [Pod("a")]);
        Assert.Equal(Answer.Now, stage.Next(state, _ => false));
        var step = stage.Apply(state, Answer.Now);
        Assert.Empty(Assert.IsType<ScaleSnapshot>(Assert.IsType<SendUp>(Assert.Single(step.Outputs)).Message).Counts);
        Assert.False(stage.Apply(step.State, Answer.Now).Taken);

        step = stage.Apply(Step(Count(step.State, 2, 1), new FromAbove(new Hello(Other))), Answer.Now);
        var snapshot = Assert.IsType<ScaleSnapshot>(Assert.IsType<SendUp>(Assert.Single(step.Outputs)).Message);
        Assert.Equal(Other, snapshot.Epoch);
        Assert.Equal(KeyValuePair.Create(Web, new Count(2, 1)), Assert.Single(snapshot.Counts));
        Assert.Equal(new LinkAbove(Other, Answered: true), step.State.Above);
    }

    [Fact]
    public void A_hello_is_answered_before_a_pod_is_created()
    {
        var state = Step(Count(InSync(), 1, 1), new FromAbove(new Hello(Other)));
        Assert.Equal([Web], state.Unsettled);
        Assert.Equal(Answer.Now, stage.Next(state, _ => true));
    }

    [Fact]
    public void A_version_that_is_not_higher_changes_nothing_and_is_acknowledged_all_the_same()
    {
        var state = Count(InSync(), 3, 2);
        foreach (var version in (ulong[])[1, 2])
        {
            var step = stage.Apply(state, new FromAbove(new SetCount(Above, Web, new Count(5, version))));
            Assert.Equal(new SendUp(new CountAck(Above, Web, version)), Assert.Single(step.Outputs));
            Assert.Same(state, step.State);
        }

        Assert.Same(state, Step(state, new FromAbove(new SetCount(Other, Web, new Count(5, 3)))));
    }

    [Fact]
    public void A_snapshot_that_is_not_awaited_changes_nothing()
    {
        var state = Step(InSync(), new Connect(LinkId.Only));
        Assert.Same(state, Step(state, new FromBelow(LinkId.Only, new PodSnapshot(Other, [Report("a", Phase.Ready)], []))));
    }

    [Fact]
    public void A_snapshot_s_tombstones_are_taken_over_and_all_go_down_again_in_order()
    {
        var state = Count(InSync(), 1, 1);
        state = Step(state, Update([Report("c", Phase.Ready)], [Pod("c")]));
        state = Step(state, new Connect(LinkId.Only));
        var step = stage.Apply(
            state,
            new FromBelow(
                LinkId.Only,
                new PodSnapshot(state.Below.Epoch, [Report("a", Phase.Ready), Report("b", Phase.Bound)], [Pod("b"), Pod("a")])));
        var sent = Assert.IsType<Tombstone>(Assert.IsType<SendDown>(Assert.Single(step.Outputs)).Message);
        Assert.Equal([Pod("a"), Pod("b"), Pod("c")], sent.Pods.AsEnumerable());
        Assert.Equal(state.Below.Epoch, sent.Epoch);
        Assert.Empty(step.State.ViewOf(Web).Live);
        Assert.Equal([Pod("a"), Pod("b")], step.State.ViewOf(Web).Pods.Keys.Order());
    }

    [Fact]
    public void Without_tombstones_a_snapshot_is_followed_by_nothing()
    {
        var state = Step(InSync(), new Connect(LinkId.Only));
        var step = stage.Apply(state, new FromBelow(LinkId.Only, new PodSnapshot(state.Below.Epoch, [Report("a", Phase.Ready)], [])));
        Assert.Empty(step.Outputs);
        Assert.Equal(new PodView(Phase.Ready, Node), step.State.ViewOf(Web).Pods[Pod("a")]);
    }

    [Fact]
    public void An_update_of_another_epoch_changes_nothing()
    {
        var state = InSync();
        Assert.Same(state, Step(state, new FromBelow(LinkId.Only, new Update(Other, [Report("a", Phase.Ready)]))));
    }

    [Fact]
    public void No_more_pods_are_made_than_are_wanted()
    {
        var state = Count(InSync(), 1, 1);
        var step = stage.Apply(state, new CreatePod(Pod("a"), Ordinal: 4));
        Assert.Equal(new SendDown(LinkId.Only, new Place(state.Below.Epoch, Pod("a"))), Assert.Single(step.Outputs));
        Assert.Equal(5ul, step.State.Named);
        Assert.Equal(new PodView(Phase.Placed, NodeName.None), step.State.ViewOf(Web).Pods[Pod("a")]);
        Assert.False(stage.Apply(step.State, new CreatePod(Pod("b"), Ordinal: 5)).Taken);
        Assert.False(stage.Apply(Count(step.State, 2, 2), new CreatePod(Pod("b"), Ordinal: 4)).Taken);
        Assert.True(stage.Apply(Count(step.State, 2, 2), new CreatePod(Pod("b"), Ordinal: 5)).Taken);
    }

    [Fact]
    public void Nothing_is_made_or_ended_where_no_count_is_known_or_the_link_is_lost()
    {
        var unknown = Step(InSync(), Update([Report("a", Phase.Ready)], []));
        Assert.False(stage.Apply(unknown, new CreatePod(Pod("b"), Ordinal: 0)).Taken);
        Assert.False(stage.Apply(unknown, new TombstonePod(Pod("a"))).Taken);
        var away = Step(Count(unknown, 2, 1), new LinkLost(LinkId.Only));
        Assert.False(stage.Apply(away, new CreatePod(Pod("b"), Ordinal: 0)).Taken);
        Assert.Null(stage.Next(away, _ => true));
        Assert.False(stage.Apply(Count(away, 0, 2), new TombstonePod(Pod("a"))).Taken);
    }

    [Fact]
    public void No_more_pods_are_ended_than_are_too_many_and_none_twice()
    {
        var state = Count(
            Step(InSync(), Update([Report("a", Phase.Ready), Report("b", Phase.Ready), Report("c", Phase.Terminating)], [])),
            1,
            1);
        Assert.False(stage.Apply(state, new TombstonePod(Pod("c"))).Taken);
        Assert.False(stage.Apply(state, new TombstonePod(Pod("unknown"))).Taken);
        var step = stage.Apply(state, new TombstonePod(Pod("b")));
        var sent = Assert.IsType<Tombstone>(Assert.IsType<SendDown>(Assert.Single(step.Outputs)).Message);
        Assert.Equal(state.Below.Epoch, sent.Epoch);
        Assert.Equal([Pod("b")], sent.Pods.AsEnumerable());
        Assert.False(stage.Apply(step.State, new TombstonePod(Pod("a"))).Taken);
        Assert.False(stage.Apply(Count(step.State, 0, 2), new TombstonePod(Pod("b"))).Taken);
        Assert.True(stage.Apply(Count(step.State, 0, 2), new TombstonePod(Pod("a"))).Taken);
    }

    [Fact]
    public void A_name_that_an_adopted_pod_or_a_tombstone_has_is_passed_over()
    {
        var taken = Enumerable.Range(0, 2).Select(ordinal => new PodId(Web, PodNames.Suffix(1, (ulong)ordinal))).ToList();
        var state = Step(Count(InSync(), 5, 1), Update([new PodReport(taken[0], Phase.Ready, Node, default)], [taken[1]]));
        Assert.Equal(new CreatePod(new PodId(Web, PodNames.Suffix(1, 2)), 2), stage.Next(state, _ => true));
        Assert.Null(stage.Next(state, _ => false));
    }

    [Fact]
    public void What_is_not_its_business_is_not_taken() => Assert.False(stage.Apply(InSync(), new Scale(Web, 1)).Taken);

    private static PodId Pod(string name) => new(Web, name);

    private static PodReport Report(string name, Phase phase) => new(Pod(name), phase, Node, default);

    private static FromBelow Update(ImmutableArray<PodReport> pods, ImmutableArray<PodId> tombstones) =>
        new(LinkId.Only, new Update(new Epoch(1, 1), pods) { Tombstones = tombstones });

    private ReplicaSetState Snapshot(ReplicaSetState state, PodId[] pods) =>
        Step(
            state,
            new FromBelow(
                LinkId.Only,
                new PodSnapshot(state.Below.Epoch, [.. pods.Select(pod => new PodReport(pod, Phase.Ready, Node, default))], [])));

    private ReplicaSetState InSync()
    {
        var state = Step(
            Step(Step(ReplicaSetState.Initial(1), new ObserveReplicaSet(Web, Exists: true)), Listed.Now),
            new Connect(LinkId.Only));
        return Step(Step(Snapshot(state, []), new FromAbove(new Hello(Above))), Answer.Now);
    }

    private ReplicaSetState Count(ReplicaSetState state, int replicas, ulong version) =>
        Step(state, new FromAbove(new SetCount(Above, Web, new Count(replicas, version))));

    private ReplicaSetState Step(ReplicaSetState state, Input input) => stage.Take(state, input);
}
