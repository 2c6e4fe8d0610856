using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.StateMachine;

public sealed class ReplicaSetTests
{
    private static readonly ScaleKey Web = new("default/web-abc");
    private static readonly Epoch Above = new(9, 1);
    private readonly ReplicaSetStage stage = new();

    [Fact]
    public void It_makes_as_many_pods_as_are_wanted_each_with_a_name_of_its_own()
    {
        var state = Decide(Count(InSync(), 50, 1));
        Assert.Equal(50, state.ViewOf(Web).Live.Count);
        Assert.Equal(50, state.ViewOf(Web).Pods.Count);
        Assert.All(state.ViewOf(Web).Pods.Keys, pod => Assert.Matches($"^[{PodNames.Alphabet}]{{10}}$", pod.Suffix));
    }

    [Fact]
    public void A_pod_that_the_scheduler_ends_by_itself_counts_no_more_and_is_replaced_by_nobody_if_it_was_never_counted()
    {
        var state = Decide(Count(InSync(), 2, 1));
        var mine = state.ViewOf(Web).Pods.Keys.Min();
        var stranger = new PodId(Web, "stranger");
        var report = new PodReport(stranger, Phase.Ready, new NodeName("n"), default);
        var update = new Update(state.Below.Epoch, [report]) { Tombstones = [stranger] };
        state = Decide(Step(state, new FromBelow(LinkId.Only, update)));
        Assert.Equal(2, state.ViewOf(Web).Live.Count);
        Assert.Equal([stranger], state.ViewOf(Web).Tombstones);
        state = Decide(Step(state, new FromBelow(LinkId.Only, new Update(state.Below.Epoch, []) { Tombstones = [mine] })));
        Assert.Equal(2, state.ViewOf(Web).Live.Count);
        Assert.DoesNotContain(mine, state.ViewOf(Web).Live.Select(live => live.Pod));
    }

    [Fact]
    public void Scaling_down_ends_those_first_that_have_come_least_far()
    {
        var state = Decide(Count(InSync(), 3, 1));
        var ready = state.ViewOf(Web).Pods.Keys.Max();
        state = Step(
            state,
            new FromBelow(LinkId.Only, new Update(state.Below.Epoch, [new PodReport(ready, Phase.Ready, new NodeName("n"), default)])));
        state = Decide(Count(state, 1, 2));
        Assert.Equal(ready, Assert.Single(state.ViewOf(Web).Live).Pod);
        Assert.Equal(2, state.ViewOf(Web).Tombstones.Count);
    }

    [Fact]
    public void What_the_snapshot_lacks_is_gone_and_replaced_by_pods_of_new_names()
    {
        var before = Decide(Count(InSync(), 4, 1));
        var after = Decide(Greet(Step(before, new LinkLost(LinkId.Only))));
        Assert.Equal(4, after.ViewOf(Web).Live.Count);
        Assert.Empty(before.ViewOf(Web).Pods.Keys.Intersect(after.ViewOf(Web).Pods.Keys));
    }

    [Fact]
    public void Without_a_count_adopted_pods_are_left_alone()
    {
        var state = Greet(
            Step(ReplicaSetState.Initial(1), new ObserveReplicaSet(Web, Exists: true)),
            new PodReport(new PodId(Web, "a"), Phase.Ready, new NodeName("n"), default));
        Assert.Null(stage.Next(Step(state, Listed.Now), _ => true));
        Assert.Single(state.ViewOf(Web).Live);
    }

    [Fact]
    public void Adopted_pods_of_a_replica_set_that_no_longer_exists_are_ended()
    {
        var state = Greet(ReplicaSetState.Initial(1), new PodReport(new PodId(Web, "a"), Phase.Ready, new NodeName("n"), default));
        Assert.Null(stage.Next(state, _ => true));
        state = Decide(Step(state, Listed.Now));
        Assert.Single(state.ViewOf(Web).Tombstones);
    }

    [Fact]
    public void Pods_of_a_replica_set_that_was_never_seen_end_when_it_is_wanted_at_zero()
    {
        // Found by the simulation: a count of 0 kept them alive, since the ReplicaSet might have been one that the watch had yet to show.
        var state = Greet(Step(ReplicaSetState.Initial(1), Listed.Now));
        state = Count(state with { Above = new LinkAbove(Above, Answered: true) }, 2, 1);
        state = Step(
            state,
            new FromBelow(
                LinkId.Only,
                new Update(state.Below.Epoch, [new PodReport(new PodId(Web, "a"), Phase.Ready, new NodeName("n"), default)])));
        Assert.Null(stage.Next(state, _ => true));
        Assert.Single(Decide(Count(state, 0, 2)).ViewOf(Web).Tombstones);
    }

    [Fact]
    public void A_count_of_zero_is_kept_until_the_replica_set_was_seen()
    {
        // Found by the simulation: it was forgotten at once, and a Pod that a paused former leader made later lived for ever.
        var state = Greet(ReplicaSetState.Initial(1)) with { Above = new LinkAbove(Above, Answered: true) };
        state = Count(Count(state, 1, 1), 0, 2);
        state = Step(Step(state, new ObserveReplicaSet(Web, Exists: true)), Listed.Now);
        state = Step(
            state,
            new FromBelow(
                LinkId.Only,
                new Update(state.Below.Epoch, [new PodReport(new PodId(Web, "late"), Phase.Ready, new NodeName("n"), default)])));
        Assert.Single(Decide(state).ViewOf(Web).Tombstones);
    }

    [Fact]
    public void A_deleted_replica_set_is_forgotten_once_its_pods_are_gone()
    {
        var state = Decide(Count(InSync(), 1, 1));
        state = Decide(Step(state, new ObserveReplicaSet(Web, Exists: false)));
        var pod = Assert.Single(state.ViewOf(Web).Tombstones);
        state = Step(
            state,
            new FromBelow(LinkId.Only, new Update(state.Below.Epoch, [new PodReport(pod, Phase.Gone, NodeName.None, default)])));
        state = Step(state, new FromAbove(new SetCount(Above, Web, new Count(0, 2, Gone: true))));
        Assert.Empty(state.ReplicaSets);
    }

    [Fact]
    public void A_replica_set_that_is_deleted_and_made_again_gets_its_pods()
    {
        var state = Decide(Count(InSync(), 2, 1));
        state = Decide(Step(state, new ObserveReplicaSet(Web, Exists: false)));
        state = Decide(Step(state, new ObserveReplicaSet(Web, Exists: true)));
        Assert.Equal(2, state.ViewOf(Web).Live.Count);
        Assert.Equal(2, state.ViewOf(Web).Tombstones.Count);
    }

    [Fact]
    public void An_older_version_does_not_overwrite_a_newer_one()
    {
        var state = Count(Count(InSync(), 5, 4), 2, 3);
        Assert.Equal(new Count(5, 4), state.ViewOf(Web).Held);
    }

    [Fact]
    public void Every_tombstone_is_sent_again_after_a_handshake_until_it_is_confirmed()
    {
        var state = Decide(Count(Decide(Count(InSync(), 2, 1)), 0, 2));
        state = Step(Step(state, new LinkLost(LinkId.Only)), new Connect(LinkId.Only));
        var step = stage.Apply(state, new FromBelow(LinkId.Only, new PodSnapshot(state.Below.Epoch, [], [])));
        Assert.Equal(2, ((Tombstone)((SendDown)step.Outputs.Single()).Message).Pods.Length);
        Assert.Equal(2, step.State.ViewOf(Web).Tombstones.Count);
    }

    [Fact]
    public void A_used_name_is_refused()
    {
        var state = Decide(Count(InSync(), 1, 1));
        var again = stage.Apply(Count(state, 2, 2), new CreatePod(new PodId(Web, "x"), Ordinal: 0));
        Assert.False(again.Taken);
    }

    private ReplicaSetState InSync()
    {
        var state = Greet(Step(Step(ReplicaSetState.Initial(1), new ObserveReplicaSet(Web, Exists: true)), Listed.Now));
        return Step(Step(state, new FromAbove(new Hello(Above))), Answer.Now);
    }

    private ReplicaSetState Greet(ReplicaSetState state, params PodReport[] pods)
    {
        state = Step(state, new Connect(LinkId.Only));
        return Step(state, new FromBelow(LinkId.Only, new PodSnapshot(state.Below.Epoch, [.. pods], [])));
    }

    private ReplicaSetState Count(ReplicaSetState state, int replicas, ulong version) =>
        Step(state, new FromAbove(new SetCount(Above, Web, new Count(replicas, version))));

    private ReplicaSetState Decide(ReplicaSetState state) => stage.Decide(state);

    private ReplicaSetState Step(ReplicaSetState state, Input input) => stage.Take(state, input);
}
