using KubeDirect.StateMachine;
using Xunit;
using static KubeDirect.Tests.Unit.StateMachine.SchedulerWorld;

namespace KubeDirect.Tests.Unit.StateMachine;

/// <summary>What the Scheduler takes from above, and which decisions it refuses.</summary>
public sealed class SchedulerGuardTests
{
    [Fact]
    public void It_answers_once_with_all_pods_and_tombstones_in_order()
    {
        var (world, pods) = Bound();
        var waits = world.Place(Low);
        world.Lose(B);
        PodId[] strangers = [new(Low, "s1"), new(Low, "s2")];
        world.SendTombstones(strangers[1], strangers[0], pods[2]);
        world.Take(new FromAbove(new Hello(new Epoch(7, 2))));
        world.Take(Answer.Now);
        var snapshot = Assert.IsType<PodSnapshot>(Assert.IsType<SendUp>(world.Outputs[^1]).Message);
        Assert.Equal(new Epoch(7, 2), snapshot.Epoch);
        Assert.Equal(
            [.. pods.Select(pod => Report(pod, Phase.Bound, A)), new PodReport(waits, Phase.Pending, NodeName.None, default)],
            snapshot.Pods.AsEnumerable());
        Assert.Equal([pods[2], .. strangers], snapshot.Tombstones.AsEnumerable());
        Assert.True(world.IsRefused(Answer.Now));
        Assert.True(new SchedulerWorld(places: 1).IsRefused(Answer.Now));
    }

    [Fact]
    public void A_pod_that_is_placed_a_second_time_or_has_a_tombstone_is_not_taken_over()
    {
        var (world, pods) = Bound();
        world.Ignores(new FromAbove(new Place(FromReplicaSet, pods[0])));
        world.Lose(B);
        var stranger = new PodId(Low, "stranger");
        world.SendTombstones(stranger);
        world.Ignores(new FromAbove(new Place(FromReplicaSet, stranger)));
    }

    [Fact]
    public void A_pod_that_is_placed_is_said_to_wait()
    {
        var world = new SchedulerWorld(places: 1).InSync();
        var pod = world.Place(Low);
        Assert.Equal([new PodReport(pod, Phase.Pending, NodeName.None, default)], Assert.Single(world.Updates).Pods.AsEnumerable());
    }

    [Fact]
    public void A_tombstone_goes_to_the_node_of_its_pod_and_once()
    {
        var (world, pods) = Bound();
        world.SendTombstones(pods[0], pods[2]);
        world.SendTombstones(pods[0]);
        var sent = Assert.Single(world.Outputs.OfType<SendDown>(), output => output.Message is Tombstone);
        Assert.Equal(LinkId.To(A), sent.Link);
        Assert.Equal(world.State.Nodes[A].Link.Epoch, sent.Message.Epoch);
        Assert.Equal([pods[0], pods[2]], world.Ended(A));
        Assert.Equal([pods[0], pods[2]], world.State.Tombstones.Order());
        Assert.Empty(world.SaidGone);
    }

    [Fact]
    public void A_tombstone_of_a_pod_that_is_on_no_node_is_the_end_of_it()
    {
        var world = new SchedulerWorld(places: 1).InSync();
        var (waits, stranger) = (world.Place(Low), new PodId(Low, "stranger"));
        world.SendTombstones(waits, stranger);
        Assert.Equal([waits, stranger], world.SaidGone);
        Assert.Empty(world.State.Tombstones);
        Assert.Empty(world.State.Queue);
        world.Ignores(new FromAbove(new Tombstone(new Epoch(7, 9), [waits])));
    }

    [Fact]
    public void A_pod_is_bound_where_it_has_room_and_once_and_both_sides_hear_of_it()
    {
        var world = new SchedulerWorld(places: 1).InSync();
        var (pod, other) = (world.Place(Low), world.Place(Low));
        Assert.True(world.IsRefused(new BindPod(pod, new NodeName("nobody"))));
        Assert.True(world.IsRefused(new BindPod(new PodId(Low, "stranger"), A)));
        Assert.True(world.IsRefused(new BindPod(world.Place(new ScaleKey("default/without-shape")), A)));
        world.Outputs.Clear();
        world.Take(new BindPod(pod, A));
        Assert.Equal(
            new SendDown(LinkId.To(A), new Bind(world.State.Nodes[A].Link.Epoch, pod, Shape.Requests)),
            Assert.Single(world.Outputs.OfType<SendDown>()));
        Assert.Equal([Report(pod, Phase.Bound, A)], Assert.Single(world.Updates).Pods.AsEnumerable());
        Assert.True(world.IsRefused(new BindPod(pod, B)));
        Assert.True(world.IsRefused(new BindPod(other, A)));
        Assert.False(world.IsRefused(new BindPod(other, B)));
    }

    [Fact]
    public void What_is_bound_while_the_stage_above_waits_for_its_answer_is_said_to_the_node_only()
    {
        var world = new SchedulerWorld(places: 1).InSync();
        var pod = world.Place(Low);
        world.Take(new FromAbove(new Hello(new Epoch(7, 2))));
        world.Outputs.Clear();
        world.Take(new BindPod(pod, A));
        Assert.IsType<Bind>(Assert.IsType<SendDown>(Assert.Single(world.Outputs)).Message);
    }

    [Fact]
    public void Only_replica_sets_with_pods_that_wait_are_set_aside()
    {
        var (world, _) = Bound();
        Assert.True(world.IsRefused(new Park(Low)));
        world.Place(Low);
        world.Take(new Park(Low));
        Assert.Equal([Low], world.State.Parked);
    }

    [Fact]
    public void Binding_where_room_is_made_for_nobody_lets_the_others_wait_on()
    {
        var world = new SchedulerWorld(places: 1).InSync();
        world.Place(Low);
        var pod = world.Place(High);
        world.Take(new Park(Low));
        world.Take(new BindPod(pod, A));
        Assert.Equal([Low], world.State.Parked);
    }

    [Fact]
    public void What_is_not_its_business_is_not_taken() => Assert.True(new SchedulerWorld(places: 1).IsRefused(new Scale(Low, 1)));

    private static PodReport Report(PodId pod, Phase phase, NodeName node) => new(pod, phase, node, Shape.Requests);

    private static (SchedulerWorld World, PodId[] Pods) Bound()
    {
        var world = new SchedulerWorld(places: 3).InSync();
        PodId[] pods = [world.Place(Low), world.Place(Low), world.Place(Low)];
        foreach (var pod in pods)
        {
            world.Take(new BindPod(pod, A));
        }

        return (world, pods);
    }
}
