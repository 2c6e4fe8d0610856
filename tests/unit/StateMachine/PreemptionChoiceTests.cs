using KubeDirect.StateMachine;
using Xunit;
using static KubeDirect.Tests.Unit.StateMachine.SchedulerWorld;

namespace KubeDirect.Tests.Unit.StateMachine;

/// <summary>Who ends where, and for whom the room is kept. A node has a processor of 1000.</summary>
public sealed class PreemptionChoiceTests
{
    private static readonly ScaleKey Middle = new("default/middle");
    private static readonly ScaleKey Upper = new("default/upper");

    [Fact]
    public void The_node_is_chosen_where_the_most_important_that_ends_is_the_least()
    {
        var world = World((Low, 500, 0), (Middle, 500, 3), (Upper, 500, 5), (High, 1000, 10));
        var (a1, _) = (Bound(world, Low, A), Bound(world, Upper, A));
        var (b1, b2) = (Bound(world, Middle, B), Bound(world, Middle, B));
        var urgent = world.Place(High);
        AssertWants(world, urgent, B, b1, b2);
        world.Says(A, a1, Phase.Gone);
        AssertWants(world, urgent, B, b1, b2);
    }

    [Fact]
    public void Of_victims_as_important_the_fewest_end()
    {
        var world = World((Low, 500, 0), (Middle, 1000, 0), (High, 1000, 10));
        Bound(world, Low, A);
        Bound(world, Low, A);
        var victim = Bound(world, Middle, B);
        AssertWants(world, world.Place(High), B, victim);
    }

    [Fact]
    public void Of_nodes_that_are_as_good_the_first_is_chosen_and_there_the_first_of_those_as_important()
    {
        var world = World((Low, 500, 0), (High, 500, 10));
        var first = Bound(world, Low, A);
        Bound(world, Low, A);
        Bound(world, Low, B);
        Bound(world, Low, B);
        AssertWants(world, world.Place(High), A, first);
    }

    [Fact]
    public void On_a_node_the_least_important_ends_first()
    {
        var world = World((Low, 500, 3), (Middle, 500, 0), (High, 500, 10));
        world.Lose(B);
        Bound(world, Low, A);
        var victim = Bound(world, Middle, A);
        AssertWants(world, world.Place(High), A, victim);
    }

    [Fact]
    public void What_a_node_is_ending_by_itself_makes_room_enough()
    {
        var world = World((Low, 1000, 0), (High, 1000, 10));
        Bound(world, Low, A);
        world.Says(B, Bound(world, Low, B), Phase.Terminating);
        world.Place(High);
        Assert.Equal(new Park(High), world.Next());
    }

    [Fact]
    public void Nobody_ends_while_the_link_to_that_node_is_full_and_the_pod_is_not_set_aside()
    {
        var world = World((Low, 1000, 0), (High, 1000, 10));
        var victim = Bound(world, Low, A);
        world.Lose(B);
        var urgent = world.Place(High);
        Assert.Null(world.Next(A));
        AssertWants(world, urgent, A, victim);
    }

    [Fact]
    public void Victims_must_be_enough_of_that_node_and_less_important()
    {
        var world = World((Low, 500, 0), (Middle, 500, 10), (High, 1000, 10));
        var (low, same) = (Bound(world, Low, A), Bound(world, Middle, A));
        var (b1, b2) = (Bound(world, Low, B), Bound(world, Low, B));
        var urgent = world.Place(High);
        Assert.True(world.IsRefused(new Preempt(urgent, [low, same], A)));
        Assert.True(world.IsRefused(new Preempt(urgent, [b1], B)));
        Assert.True(world.IsRefused(new Preempt(urgent, [b1, b2, low], B)));
        Assert.True(world.IsRefused(new Preempt(urgent, [b1, b2], new NodeName("nobody"))));
        Assert.False(world.IsRefused(new Preempt(urgent, [b1, b2], B)));
        world.Take(new ObserveShape(High, Sized(1000, 10) with { Preempts = false }));
        Assert.True(world.IsRefused(new Preempt(urgent, [b1, b2], B)));
        world.Take(new ObserveShape(High, Shape: null));
        Assert.True(world.IsRefused(new Preempt(urgent, [b1, b2], B)));
    }

    [Fact]
    public void Those_as_important_are_no_victims()
    {
        var world = World((Middle, 1000, 10), (High, 1000, 10));
        var (a, _) = (Bound(world, Middle, A), Bound(world, Middle, B));
        Assert.True(world.IsRefused(new Preempt(world.Place(High), [a], A)));
    }

    [Fact]
    public void Nobody_ends_for_a_pod_that_will_have_room_or_that_waits_no_more()
    {
        var world = World((Low, 1000, 0), (High, 1000, 10));
        var victim = Bound(world, Low, A);
        var urgent = world.Place(High);
        Assert.True(world.IsRefused(new Preempt(urgent, [victim], A)));
        world.Take(new BindPod(urgent, B));
        Assert.True(world.IsRefused(new Preempt(urgent, [victim], A)));
        Assert.True(world.IsRefused(new Preempt(new PodId(High, "stranger"), [victim], A)));
    }

    [Fact]
    public void Victims_are_told_in_order_and_room_is_made_in_one_place()
    {
        var world = World((Low, 500, 0), (High, 1000, 10));
        var (first, second) = (Bound(world, Low, A), Bound(world, Low, A));
        world.Lose(B);
        var urgent = world.Place(High);
        world.Take(new Preempt(urgent, [second, first], A));
        Assert.Equal([first, second], world.Ended(A));
        Assert.Equal([first, second], world.State.Tombstones.Order());
        Assert.Equal(A, world.State.Nominated[urgent]);
        Assert.Equal([urgent], world.State.Nodes[A].Nominated);
    }

    [Fact]
    public void The_room_that_is_left_of_what_was_made_is_kept_for_the_more_important()
    {
        var (world, middle, upper) = HalfTaken(upperPriority: 8);
        Assert.True(world.IsRefused(new BindPod(middle, A)));
        Assert.False(world.IsRefused(new BindPod(upper, A)));
        world.Decide();
        Assert.Equal((Phase.Pending, Phase.Bound), (world.State.Pods[middle].Phase, world.State.Pods[upper].Phase));
    }

    [Fact]
    public void The_room_that_is_left_of_what_was_made_for_some_as_important_is_kept_for_the_first()
    {
        var (world, middle, upper) = HalfTaken(upperPriority: 5);
        Assert.False(world.IsRefused(new BindPod(middle, A)));
        Assert.True(world.IsRefused(new BindPod(upper, A)));
    }

    [Fact]
    public void Those_for_whom_room_was_made_are_looked_at_again_when_a_more_important_pod_takes_it()
    {
        var (world, _, _) = HalfTaken(upperPriority: 8);
        world.Place(Low);
        world.Take(new Park(Low));
        world.Take(new BindPod(world.Place(new ScaleKey("default/top")), A));
        Assert.Empty(world.State.Parked);
    }

    [Fact]
    public void With_a_node_that_is_deleted_the_room_that_was_made_there_is_lost_and_no_other()
    {
        var world = World((Low, 1000, 0), (High, 1000, 10));
        var (a, b) = (Bound(world, Low, A), Bound(world, Low, B));
        var (first, second) = (world.Place(High), world.Place(High));
        world.Take(new Preempt(first, [a], A));
        world.Take(new Preempt(second, [b], B));
        world.Take(new ObserveNode(A, Spec: null));
        Assert.Equal(KeyValuePair.Create(second, B), Assert.Single(world.State.Nominated));
    }

    [Fact]
    public void Pods_that_wait_are_bound_by_priority_and_those_of_none_before_those_below()
    {
        var world = World((Low, 1, -5), (Middle, 1, 0), (Upper, 1, 5), (High, 1, 10));
        PodId[] pods = [world.Place(Low), world.Place(Middle), world.Place(Upper), world.Place(High)];
        world.Decide();
        Assert.Equal(
            pods.Reverse(),
            world.Outputs.OfType<SendDown>().Select(output => output.Message).OfType<Bind>().Select(bind => bind.Pod));
    }

    /// <summary>
    /// Room was made on A for two Pods of 500, the second of which may be the more important, and 500 of it were taken by a Pod of the
    /// highest priority.
    /// </summary>
    private static (SchedulerWorld World, PodId Middle, PodId Upper) HalfTaken(int upperPriority)
    {
        var top = new ScaleKey("default/top");
        var world = World((Low, 500, 0), (Middle, 500, 5), (Upper, 500, upperPriority), (top, 500, 20));
        world.Lose(B);
        PodId[] victims = [Bound(world, Low, A), Bound(world, Low, A)];
        var (middle, upper, taker) = (world.Place(Middle), world.Place(Upper), world.Place(top));
        world.Take(new Preempt(upper, [victims[0]], A));
        world.Take(new Preempt(middle, [victims[1]], A));
        world.Says(A, victims[0], Phase.Gone);
        world.Says(A, victims[1], Phase.Gone);
        world.Take(new BindPod(taker, A));
        return (world, middle, upper);
    }

    private static void AssertWants(SchedulerWorld world, PodId pod, NodeName node, params PodId[] victims)
    {
        var preempt = Assert.IsType<Preempt>(world.Next());
        Assert.Equal((pod, node), (preempt.Pod, preempt.Node));
        Assert.Equal(victims, preempt.Victims);
    }

    private static PodId Bound(SchedulerWorld world, ScaleKey owner, NodeName node)
    {
        var pod = world.Place(owner);
        world.Take(new BindPod(pod, node));
        return pod;
    }

    private static PodShape Sized(int milliCpu, int priority) =>
        Shape with { Requests = new Resources(milliCpu, 1, 1), Priority = priority };

    private static SchedulerWorld World(params (ScaleKey Owner, int MilliCpu, int Priority)[] shapes)
    {
        var world = new SchedulerWorld(places: 9).InSync();
        foreach (var (owner, milliCpu, priority) in shapes)
        {
            world.Take(new ObserveShape(owner, Sized(milliCpu, priority)));
        }

        return world;
    }
}
