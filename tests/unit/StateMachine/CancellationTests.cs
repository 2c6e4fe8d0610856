using KubeDirect.StateMachine;
using Xunit;
using static KubeDirect.Tests.Unit.StateMachine.SchedulerWorld;

namespace KubeDirect.Tests.Unit.StateMachine;

public sealed class CancellationTests
{
    [Fact]
    public void Pods_of_a_node_are_lost_only_when_its_cancellation_is_written()
    {
        var (world, pod) = OneOnA();
        world.Lose(A);
        world.Take(new Cancel(A));
        Assert.Equal(new MarkNode(A, world.Mark, Over: null), Assert.Single(world.Outputs.OfType<MarkNode>()));
        Assert.Empty(world.SaidGone);
        world.Take(new CancelDone(A, world.Mark));
        Assert.Equal([pod], world.SaidGone);
        Assert.DoesNotContain(pod, world.State.Pods.Keys);
    }

    [Fact]
    public void A_node_in_sync_or_given_up_already_is_not_given_up()
    {
        var (world, _) = OneOnA();
        Assert.True(world.IsRefused(new Cancel(A)));
        world.Lose(A);
        world.Take(new Cancel(A));
        Assert.True(world.IsRefused(new Cancel(A)));
        Assert.True(world.IsRefused(new Cancel(new NodeName("nobody"))));
    }

    [Fact]
    public void An_answer_about_another_mark_changes_nothing()
    {
        var (world, _) = OneOnA();
        world.Lose(A);
        world.Take(new Cancel(A));
        var before = world.State;
        world.Take(new CancelDone(A, "other"));
        world.Take(new UncancelDone(A, "other"));
        Assert.Equal(before, world.State);
    }

    [Fact]
    public void A_tombstone_that_waits_for_an_absent_node_is_confirmed_when_the_node_is_given_up()
    {
        var (world, pod) = OneOnA();
        var stranger = new PodId(Low, "stranger");
        world.Lose(A);
        world.SendTombstones(pod, stranger);
        Assert.Empty(world.SaidGone);
        world.Take(new Cancel(A));
        world.Take(new CancelDone(A, world.Mark));
        Assert.Equal([pod, stranger], world.SaidGone.Order());
        Assert.Empty(world.State.Tombstones);
        world.SendTombstones(new PodId(Low, "another"));
        Assert.Contains(new PodId(Low, "another"), world.SaidGone);
    }

    [Fact]
    public void What_a_node_brings_back_that_was_given_up_is_ended_and_the_node_is_used_again_only_after_that()
    {
        var (world, pod) = OneOnA();
        world.Lose(A);
        world.Take(new Cancel(A));
        world.Take(new CancelDone(A, world.Mark));
        world.Return(A, pod);
        Assert.Equal([pod], world.Ended(A));
        Assert.Equal([pod], world.SaidDoomed);
        var other = world.Place(Low);
        world.Decide();
        Assert.Equal(B, world.State.Pods[other].Node);
        var waits = world.Place(Low);
        world.Decide();
        Assert.Equal(Phase.Pending, world.State.Pods[waits].Phase);
        Assert.Empty(world.Outputs.OfType<UnmarkNode>());

        world.Says(A, pod, Phase.Gone);
        world.Decide();
        Assert.Equal(new UnmarkNode(A, world.Mark), Assert.Single(world.Outputs.OfType<UnmarkNode>()));
        Assert.Equal(Phase.Pending, world.State.Pods[waits].Phase);
        world.Take(new UncancelDone(A, world.Mark));
        world.Decide();
        Assert.Equal(A, world.State.Pods[waits].Node);
        Assert.Empty(world.State.Cancelled);
    }

    [Fact]
    public void A_node_that_returns_before_its_cancellation_is_written_is_drained_once_it_is()
    {
        var (world, pod) = OneOnA();
        world.Lose(A);
        world.Take(new Cancel(A));
        world.Return(A, pod);
        Assert.Empty(world.Ended(A));
        world.Take(new CancelDone(A, world.Mark));
        Assert.Equal([pod], world.Ended(A));
        Assert.Empty(world.SaidGone);
        world.Says(A, pod, Phase.Gone);
        world.Decide();
        Assert.Single(world.Outputs.OfType<UnmarkNode>());
    }

    [Fact]
    public void A_mark_of_somebody_else_is_replaced_before_the_node_is_given_up_for_it()
    {
        var (world, pod) = OneOnA();
        world.Take(new ObserveCancelled(A, "by an operator"));
        Assert.Equal(new MarkNode(A, "0000000000000001.1", Over: "by an operator"), Assert.Single(world.Outputs.OfType<MarkNode>()));
        Assert.Empty(world.Ended(A));
        world.Take(new CancelDone(A, world.Mark));
        Assert.Equal([pod], world.Ended(A));
        Assert.Equal([pod], world.SaidDoomed);
        world.Says(A, pod, Phase.Gone);
        world.Decide();
        Assert.Equal(new UnmarkNode(A, world.Mark), Assert.Single(world.Outputs.OfType<UnmarkNode>()));
    }

    [Fact]
    public void Nothing_is_bound_to_a_node_while_its_mark_is_asked_about()
    {
        var world = new SchedulerWorld(places: 1).InSync();
        world.Take(new ObserveCancelled(A, "m"));
        world.Take(new ObserveCancelled(B, "m"));
        var pod = world.Place(Low);
        world.Decide();
        Assert.Equal(Phase.Pending, world.State.Pods[pod].Phase);
        world.Take(new CancelStale(B, world.Mark));
        world.Decide();
        Assert.Equal(B, world.State.Pods[pod].Node);
    }

    [Fact]
    public void A_node_whose_mark_was_old_keeps_its_pods_and_their_tombstones()
    {
        var (world, pod) = OneOnA();
        var stranger = new PodId(Low, "stranger");
        world.Lose(A);
        world.SendTombstones(pod, stranger);
        world.Take(new ObserveCancelled(A, "lifted by the run before"));
        Assert.Empty(world.SaidGone);
        world.Take(new CancelStale(A, world.Mark));
        Assert.Empty(world.SaidGone);
        Assert.Equal([pod, stranger], world.State.Tombstones.Order());
        Assert.Empty(world.State.Cancelled);
    }

    [Fact]
    public void A_mark_that_was_old_is_not_asked_about_again()
    {
        var (world, _) = OneOnA();
        world.Take(new ObserveCancelled(A, "old"));
        world.Take(new CancelStale(A, world.Mark));
        world.Ignores(new ObserveCancelled(A, "old"));
        world.Take(new ObserveCancelled(A, "another"));
        Assert.Equal(new MarkNode(A, "0000000000000001.2", Over: "another"), world.Outputs.OfType<MarkNode>().Last());
    }

    [Fact]
    public void Only_a_mark_that_replaces_another_can_be_refused_and_only_before_it_is_written()
    {
        var (world, _) = OneOnA();
        world.Ignores(new CancelStale(new NodeName("nobody"), "m"));
        world.Ignores(new CancelStale(A, "m"));
        world.Lose(B);
        world.Take(new Cancel(B));
        world.Ignores(new CancelStale(B, world.Mark));
        world.Take(new ObserveCancelled(A, "m"));
        world.Ignores(new CancelStale(A, "m"));
        world.Take(new CancelDone(A, world.Mark));
        world.Ignores(new CancelStale(A, world.Mark));
        Assert.Null(world.State.Nodes[A].Cancelled!.Over);
    }

    [Fact]
    public void A_watch_that_lags_does_not_give_a_node_up_again()
    {
        var (world, pod) = OneOnA();
        GiveUp(world, A);
        world.Says(A, pod, Phase.Gone);
        world.Decide();
        var mark = world.Mark;
        world.Take(new UncancelDone(A, mark));
        world.Ignores(new ObserveCancelled(A, mark));
        Assert.Empty(world.State.Cancelled);
    }

    [Fact]
    public void A_scheduler_that_restarts_does_not_wait_for_a_node_that_is_given_up()
    {
        var world = new SchedulerWorld(places: 1, incarnation: 2);
        world.Return(B);
        Assert.False(world.State.Recovered);
        world.Take(new ObserveCancelled(A, "m"));
        Assert.False(world.State.Recovered);
        world.Take(new CancelDone(A, world.Mark));
        Assert.True(world.State.Recovered);
        world.Greeted();
        Assert.True(world.State.Above.Answered);
    }

    [Fact]
    public void A_node_that_is_deleted_is_given_up_no_more()
    {
        var (world, _) = OneOnA();
        world.Lose(A);
        world.Take(new Cancel(A));
        world.Take(new ObserveNode(A, Spec: null));
        Assert.Empty(world.State.Cancelled);
        Assert.DoesNotContain(A, world.State.Nodes.Keys);
    }

    [Fact]
    public void Every_mark_of_a_run_is_its_own()
    {
        var (world, _) = OneOnA();
        world.Lose(A);
        world.Lose(B);
        world.Take(new Cancel(A));
        world.Take(new Cancel(B));
        MarkNode[] asked = [new(A, "0000000000000001.1", Over: null), new(B, "0000000000000001.2", Over: null)];
        Assert.Equal(asked, world.Outputs.OfType<MarkNode>());
    }

    [Fact]
    public void A_mark_on_an_unknown_node_or_on_one_that_is_given_up_changes_nothing()
    {
        var (world, _) = OneOnA();
        world.Ignores(new ObserveCancelled(new NodeName("nobody"), "m"));
        world.Ignores(new CancelDone(new NodeName("nobody"), "m"));
        world.Ignores(new UncancelDone(new NodeName("nobody"), "m"));
        Assert.True(world.IsRefused(new Uncancel(new NodeName("nobody"))));
        world.Take(new ObserveCancelled(A, "m"));
        world.Ignores(new ObserveCancelled(A, "m2"));
    }

    [Fact]
    public void The_pods_of_a_node_in_sync_that_is_given_up_are_ended_in_order_and_what_was_ended_before_stays_so()
    {
        var (world, pods) = ThreeOnA();
        world.SendTombstones(pods[1]);
        GiveUp(world, A);
        Assert.Equal([pods[1], pods[0], pods[2]], world.Ended(A));
        Assert.Equal([pods[0], pods[2]], world.SaidDoomed);
        Assert.Equal(pods, world.State.Tombstones.Order());
    }

    [Fact]
    public void The_pods_of_a_node_that_stays_away_are_said_to_be_gone_in_order()
    {
        var (world, pods) = ThreeOnA();
        world.Lose(A);
        GiveUp(world, A);
        Assert.Equal(pods, world.SaidGone);
    }

    [Fact]
    public void What_a_node_brings_back_that_was_given_up_is_ended_in_order()
    {
        var (world, pods) = ThreeOnA();
        world.Lose(A);
        GiveUp(world, A);
        world.Return(A, pods[2], pods[0], pods[1]);
        Assert.Equal(pods, world.Ended(A));
        Assert.Equal(pods, world.SaidDoomed);
    }

    private static void GiveUp(SchedulerWorld world, NodeName node)
    {
        world.Take(new ObserveCancelled(node, "m"));
        world.Take(new CancelDone(node, world.Mark));
    }

    private static (SchedulerWorld World, PodId[] Pods) ThreeOnA()
    {
        var world = new SchedulerWorld(places: 3).InSync();
        PodId[] pods = [world.Place(Low), world.Place(Low), world.Place(Low)];
        foreach (var pod in pods)
        {
            world.Take(new BindPod(pod, A));
        }

        return (world, pods);
    }

    private static (SchedulerWorld World, PodId Pod) OneOnA()
    {
        var world = new SchedulerWorld(places: 1).InSync();
        var pod = world.Place(Low);
        world.Decide();
        Assert.Equal(A, world.State.Pods[pod].Node);
        return (world, pod);
    }
}
