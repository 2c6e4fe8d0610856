using KubeDirect.StateMachine;
using Xunit;
using static KubeDirect.Tests.Unit.StateMachine.SchedulerWorld;

namespace KubeDirect.Tests.Unit.StateMachine;

/// <summary>What the Scheduler takes from its nodes and says of them.</summary>
public sealed class SchedulerLinkTests
{
    private static readonly NodeName Nobody = new("nobody");
    private static readonly Epoch Other = new(1, 99);

    [Fact]
    public void Every_connection_to_any_node_greets_in_an_epoch_of_its_own()
    {
        var world = new SchedulerWorld(places: 1);
        world.Take(new Connect(LinkId.To(A)));
        world.Take(new Connect(LinkId.To(B)));
        Assert.Equal<Output>(
            [new SendDown(LinkId.To(A), new Hello(new Epoch(1, 1))), new SendDown(LinkId.To(B), new Hello(new Epoch(1, 2)))],
            world.Outputs);
        Assert.True(world.IsRefused(new Connect(LinkId.To(Nobody))));
    }

    [Fact]
    public void A_link_is_lost_once_and_what_found_no_room_is_not_looked_at_again_for_it()
    {
        var (world, _) = Filled();
        world.Place(Low);
        world.Decide();
        Assert.Equal([Low], world.State.Parked);
        world.Lose(A);
        Assert.Equal([Low], world.State.Parked);
        Assert.True(world.IsRefused(new LinkLost(LinkId.To(A))));
        Assert.True(world.IsRefused(new LinkLost(LinkId.To(Nobody))));
    }

    [Fact]
    public void Only_a_node_that_is_away_is_excused_and_only_until_it_returns()
    {
        var world = new SchedulerWorld(places: 1).InSync();
        Assert.True(world.IsRefused(new Excuse(A)));
        Assert.True(world.IsRefused(new Excuse(Nobody)));
        world.Lose(A);
        world.Take(new Excuse(A));
        Assert.True(world.IsRefused(new Excuse(A)));
        world.Return(A);
        Assert.False(world.State.Nodes[A].Excused);
    }

    [Fact]
    public void It_has_recovered_only_when_all_nodes_were_seen_and_each_was_in_sync()
    {
        var stage = new SchedulerStage();
        var state = stage.Apply(SchedulerState.Initial(1), new ObserveNode(A, Spec(1))).State;
        state = stage.Apply(state, new Connect(LinkId.To(A))).State;
        state = stage.Apply(state, new FromBelow(LinkId.To(A), new PodSnapshot(state.Nodes[A].Link.Epoch, [], []))).State;
        Assert.False(state.Recovered);
        Assert.False(state.AllInSync);
        state = stage.Apply(state, Listed.Now).State;
        Assert.True(state.Recovered);
        Assert.True(state.AllInSync);
        Assert.False(stage.Apply(state, new ObserveNode(B, Spec(1))).State.AllInSync);
        state = stage.Apply(state, new LinkLost(LinkId.To(A))).State;
        Assert.True(state.Recovered);
        Assert.False(state.AllInSync);
    }

    [Fact]
    public void A_snapshot_that_is_not_awaited_changes_nothing()
    {
        var world = new SchedulerWorld(places: 1).InSync();
        world.Ignores(new FromBelow(LinkId.To(A), new PodSnapshot(world.State.Nodes[A].Link.Epoch, [], [])));
        world.Ignores(new FromBelow(LinkId.To(Nobody), new PodSnapshot(Other, [], [])));
        world.Take(new Connect(LinkId.To(A)));
        world.Ignores(new FromBelow(LinkId.To(A), new PodSnapshot(Other, [], [])));
    }

    [Fact]
    public void What_a_snapshot_lacks_is_gone_and_what_it_changes_is_said_and_nothing_else()
    {
        var (world, pods) = Filled();
        world.Lose(A);
        world.Return(A, pods[1]);
        Assert.Equal([Gone(pods[0]), Gone(pods[2]), At(pods[1], Phase.Ready)], world.Updates.Last().Pods.AsEnumerable());
        var said = world.Updates.Count();
        world.Lose(A);
        world.Return(A, pods[1]);
        Assert.Equal(said, world.Updates.Count());
        Assert.Equal([pods[1]], world.State.Nodes[A].Pods);
    }

    [Fact]
    public void Tombstones_of_what_a_node_brings_back_are_sent_again_in_order()
    {
        var (world, pods) = Filled();
        world.Lose(A);
        world.SendTombstones(pods[1], pods[0]);
        Assert.Empty(world.Ended(A));
        world.Return(A, pods[2], pods[1], pods[0]);
        Assert.Equal([pods[0], pods[1]], world.Ended(A));
        Assert.Empty(world.SaidDoomed);
    }

    [Fact]
    public void Tombstones_that_wait_are_confirmed_in_order_when_the_last_node_is_back()
    {
        var world = new SchedulerWorld(places: 1).InSync();
        world.Lose(A);
        world.Lose(B);
        PodId[] strangers = [new(Low, "s1"), new(Low, "s2"), new(Low, "s3")];
        world.SendTombstones(strangers);
        world.Return(A);
        Assert.Empty(world.SaidGone);
        Assert.Equal(strangers, world.State.Tombstones.Order());
        world.Return(B);
        Assert.Equal(strangers, world.SaidGone);
        Assert.Empty(world.State.Tombstones);
    }

    [Fact]
    public void A_phase_is_taken_from_the_node_that_has_the_pod_and_said_upward()
    {
        var (world, pods) = Filled();
        world.Says(A, pods[0], Phase.Starting);
        Assert.Equal(Phase.Starting, world.State.Pods[pods[0]].Phase);
        Assert.Equal(FromReplicaSet, world.Updates.Last().Epoch);
        Assert.Equal([At(pods[0], Phase.Starting)], world.Updates.Last().Pods.AsEnumerable());
        var (before, said) = (world.State, world.Outputs.Count);
        world.Says(B, pods[0], Phase.Gone);
        world.Says(A, new PodId(Low, "stranger"), Phase.Ready);
        Assert.Equal(before, world.State);
        Assert.Equal(said, world.Outputs.Count);
    }

    [Fact]
    public void An_update_of_another_epoch_or_of_an_unknown_node_changes_nothing()
    {
        var (world, pods) = Filled();
        world.Ignores(new FromBelow(LinkId.To(A), new Update(Other, [At(pods[0], Phase.Ready)])));
        world.Ignores(new FromBelow(LinkId.To(Nobody), new Update(Other, [At(pods[0], Phase.Ready)])));
    }

    [Fact]
    public void The_pods_of_a_node_that_is_deleted_are_gone_in_order()
    {
        var (world, pods) = Filled();
        world.Take(new ObserveNode(A, Spec: null));
        Assert.Equal(pods.Select(Gone), world.Updates.Last().Pods.AsEnumerable());
        world.Ignores(new ObserveNode(A, Spec: null));
    }

    [Fact]
    public void Tombstones_that_wait_for_a_node_are_confirmed_when_it_is_deleted()
    {
        var world = new SchedulerWorld(places: 1).InSync();
        world.Lose(A);
        var stranger = new PodId(Low, "stranger");
        world.SendTombstones(stranger);
        Assert.Empty(world.SaidGone);
        world.Take(new ObserveNode(A, Spec: null));
        Assert.Equal([stranger], world.SaidGone);
        Assert.Empty(world.State.Tombstones);
    }

    [Fact]
    public void Before_the_stage_above_is_answered_nothing_is_said_to_it()
    {
        var world = new SchedulerWorld(places: 3);
        var pod = new PodId(Low, "old");
        world.Return(A, pod);
        world.Says(A, pod, Phase.Terminating);
        world.Says(A, pod, Phase.Gone);
        Assert.Empty(world.Updates);
    }

    [Fact]
    public void Only_replica_sets_of_a_priority_other_than_zero_call_for_an_order()
    {
        var world = new SchedulerWorld(places: 1);
        Assert.Equal([High], world.State.Prioritized);
        world.Take(new ObserveShape(High, Shape));
        Assert.Empty(world.State.Prioritized);
        world.Take(new ObserveShape(High, Shape with { Priority = -1 }));
        world.Take(new ObserveShape(High, Shape: null));
        Assert.Empty(world.State.Prioritized);
        Assert.DoesNotContain(High, world.State.Shapes.Keys);
    }

    private static PodReport At(PodId pod, Phase phase) => new(pod, phase, A, Shape.Requests);

    private static PodReport Gone(PodId pod) => new(pod, Phase.Gone, NodeName.None, default);

    /// <summary>Three Pods on the one node that takes some.</summary>
    private static (SchedulerWorld World, PodId[] Pods) Filled()
    {
        var world = new SchedulerWorld(places: 3).InSync();
        world.Take(new ObserveNode(B, Spec(0)));
        PodId[] pods = [world.Place(Low), world.Place(Low), world.Place(Low)];
        world.Decide();
        Assert.Equal(pods, world.State.Nodes[A].Pods.Order());
        return (world, pods);
    }
}
