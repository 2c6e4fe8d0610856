using KubeDirect.StateMachine;
using Xunit;
using static KubeDirect.Tests.Unit.StateMachine.SchedulerWorld;

namespace KubeDirect.Tests.Unit.StateMachine;

public sealed class PreemptionTests
{
    [Fact]
    public void Where_there_is_no_room_one_of_lower_priority_ends_and_its_room_is_free_only_when_it_is_gone()
    {
        var (world, _) = Full(places: 1);
        var urgent = world.Place(High);
        world.Decide();
        var victim = Assert.Single(world.State.Tombstones);
        var node = world.State.Pods[victim].Node;
        Assert.Equal([victim], world.Ended(node));
        Assert.Equal(Phase.Pending, world.State.Pods[urgent].Phase);
        world.Says(node, victim, Phase.Terminating);
        world.Decide();
        Assert.Equal(Phase.Pending, world.State.Pods[urgent].Phase);
        world.Says(node, victim, Phase.Gone);
        world.Decide();
        Assert.Equal(node, world.State.Pods[urgent].Node);
        Assert.Empty(world.State.Nominated);
    }

    [Fact]
    public void Room_that_is_made_for_a_pod_is_not_taken_by_one_of_lower_priority()
    {
        var (world, _) = Full(places: 1);
        var replacement = world.Place(Low);
        var urgent = world.Place(High);
        world.Decide();
        var victim = world.State.Tombstones.Single();
        world.Says(world.State.Pods[victim].Node, victim, Phase.Gone);
        world.Decide();
        Assert.Equal(Phase.Bound, world.State.Pods[urgent].Phase);
        Assert.Equal(Phase.Pending, world.State.Pods[replacement].Phase);
    }

    [Fact]
    public void Each_pod_that_needs_room_costs_one_victim_and_no_more_than_there_are()
    {
        var (world, _) = Full(places: 2);
        var urgent = Enumerable.Range(0, 6).Select(_ => world.Place(High)).ToList();
        world.Decide();
        Assert.Equal(4, world.State.Tombstones.Count);
        Assert.Equal(4, world.State.Nominated.Count);
        foreach (var victim in world.State.Tombstones)
        {
            world.Says(world.State.Pods[victim].Node, victim, Phase.Gone);
            world.Decide();
        }

        Assert.Equal(4, urgent.Count(pod => world.State.Pods[pod].Phase == Phase.Bound));
        Assert.Empty(world.State.Tombstones);
    }

    [Fact]
    public void Nobody_ends_for_a_pod_of_the_same_priority_or_for_one_that_asks_not_to()
    {
        var (world, _) = Full(places: 1);
        world.Place(Low);
        world.Decide();
        world.Take(new ObserveShape(High, Shape with { Priority = 10, Preempts = false }));
        world.Place(High);
        world.Decide();
        Assert.Empty(world.State.Tombstones);
    }

    [Fact]
    public void Nobody_ends_where_room_is_coming_anyway()
    {
        var (world, pods) = Full(places: 1);
        world.SendTombstones(pods[0]);
        world.Place(High);
        world.Decide();
        Assert.Equal([pods[0]], world.State.Tombstones);
    }

    [Fact]
    public void Nobody_ends_if_that_would_not_help()
    {
        var (world, _) = Full(places: 1);
        world.Take(new ObserveShape(High, Shape with { Priority = 10, Requests = new Resources(5000, 1, 1) }));
        world.Place(High);
        world.Decide();
        Assert.Empty(world.State.Tombstones);
    }

    [Fact]
    public void The_least_important_end_first()
    {
        var (world, _) = Full(places: 1);
        var middle = new ScaleKey("default/middle");
        world.Take(new ObserveShape(middle, Shape with { Priority = 5 }));
        var pod = world.Place(middle);
        world.Decide();
        var first = world.State.Tombstones.Single();
        var node = world.State.Pods[first].Node;
        world.Says(node, first, Phase.Gone);
        world.Decide();
        Assert.Equal(node, world.State.Pods[pod].Node);
        world.Place(High);
        world.Decide();
        Assert.NotEqual(node, world.State.Pods[world.State.Tombstones.Single()].Node);
    }

    [Fact]
    public void A_pod_whose_nominated_node_is_lost_has_room_made_elsewhere()
    {
        var (world, _) = Full(places: 1);
        world.Place(High);
        world.Decide();
        var node = world.State.Nominated.Values.Single();
        world.Lose(node);
        world.Decide();
        Assert.Equal(2, world.State.Tombstones.Count);
        Assert.NotEqual(node, world.State.Nominated.Values.Single());
    }

    [Fact]
    public void The_more_important_are_bound_first()
    {
        var world = new SchedulerWorld(places: 1).InSync();
        var low = Enumerable.Range(0, 3).Select(_ => world.Place(Low)).ToList();
        var high = world.Place(High);
        world.Decide();
        Assert.Equal(Phase.Bound, world.State.Pods[high].Phase);
        Assert.Single(low, pod => world.State.Pods[pod].Phase == Phase.Bound);
        Assert.Empty(world.State.Tombstones);
    }

    [Fact]
    public void A_pod_that_is_tombstoned_while_room_is_made_for_it_leaves_the_room_to_others()
    {
        var (world, _) = Full(places: 1);
        var waits = world.Place(Low);
        var urgent = world.Place(High);
        world.Decide();
        var victim = world.State.Tombstones.Single();
        world.SendTombstones(urgent);
        Assert.Empty(world.State.Nominated);
        world.Says(world.State.Pods[victim].Node, victim, Phase.Gone);
        world.Decide();
        Assert.Equal(Phase.Bound, world.State.Pods[waits].Phase);
    }

    [Fact]
    public void What_a_more_important_pod_leaves_of_the_room_that_was_made_for_others_is_kept_for_nobody_whom_it_does_not_suffice()
    {
        var world = new SchedulerWorld(places: 5).InSync();
        world.Lose(B);
        var (middle, top) = (new ScaleKey("default/middle"), new ScaleKey("default/top"));
        world.Take(new ObserveShape(Low, Shape with { Requests = new Resources(250, 1, 1) }));
        world.Take(new ObserveShape(middle, Shape with { Requests = new Resources(500, 1, 1), Priority = 5 }));
        world.Take(new ObserveShape(top, Shape with { Requests = new Resources(700, 1, 1), Priority = 10 }));
        var victims = Enumerable.Range(0, 4).Select(_ => world.Place(Low)).ToList();
        world.Decide();
        var two = Enumerable.Range(0, 2).Select(_ => world.Place(middle)).ToList();
        world.Decide();
        Assert.Equal(two.ToHashSet(), [.. world.State.Nominated.Keys]);
        Assert.Equal(victims.ToHashSet(), [.. world.State.Tombstones]);
        foreach (var victim in victims)
        {
            world.Says(A, victim, Phase.Gone);
        }

        world.Take(new BindPod(world.Place(top), A));
        var small = world.Place(Low);
        world.Decide();
        Assert.Equal(A, world.State.Pods[small].Node);
        Assert.All(two, pod => Assert.Equal(Phase.Pending, world.State.Pods[pod].Phase));
    }

    [Fact]
    public void A_preemption_that_is_not_called_for_is_refused()
    {
        var (world, pods) = Full(places: 1);
        var urgent = world.Place(High);
        Assert.True(world.IsRefused(new Preempt(urgent, [], A)));
        Assert.True(world.IsRefused(new Preempt(urgent, [pods[0], pods[0]], A)));
        Assert.True(world.IsRefused(new Preempt(pods[0], [pods[1]], B)));
        Assert.True(world.IsRefused(new Preempt(urgent, [pods.First(pod => world.State.Pods[pod].Node == A)], B)));
        Assert.False(world.IsRefused(new Preempt(urgent, [pods.First(pod => world.State.Pods[pod].Node == A)], A)));
    }

    private static (SchedulerWorld World, IReadOnlyList<PodId> Pods) Full(int places)
    {
        var world = new SchedulerWorld(places).InSync();
        var pods = Enumerable.Range(0, 2 * places).Select(_ => world.Place(Low)).ToList();
        world.Decide();
        Assert.All(pods, pod => Assert.Equal(Phase.Bound, world.State.Pods[pod].Phase));
        return (world, pods);
    }
}
