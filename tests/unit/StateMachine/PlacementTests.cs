using System.Collections.Immutable;
using KubeDirect.StateMachine;
using Xunit;
using static KubeDirect.Tests.Unit.StateMachine.SchedulerWorld;

namespace KubeDirect.Tests.Unit.StateMachine;

public sealed class PlacementTests
{
    private static readonly Taint Soft = new("old", "", "PreferNoSchedule");
    private static readonly Taint Softer = new("slow", "", "PreferNoSchedule");
    private static readonly Taint Hard = new("gpu", "", "NoSchedule");
    private static readonly Taint Harder = new("team", "red", "NoExecute");

    [Fact]
    public void Each_label_of_a_selector_is_asked_for()
    {
        var shape = Shape with { NodeSelector = Labels(("disk", "ssd"), ("zone", "1")) };
        Assert.Null(Chosen(shape, Spec(9) with { Labels = Labels(("disk", "ssd")) }));
        Assert.Null(Chosen(shape, Spec(9) with { Labels = Labels(("disk", "ssd"), ("zone", "2")) }));
        Assert.Equal(A, Chosen(shape, Spec(9) with { Labels = Labels(("disk", "ssd"), ("zone", "1"), ("more", "x")) }));
    }

    [Fact]
    public void Each_taint_has_to_be_tolerated_by_some_toleration()
    {
        var spec = Spec(9) with { Taints = [Hard, Harder] };
        Assert.Null(Chosen(Tolerating(Hard), spec));
        Assert.Null(Chosen(Tolerating(Harder), spec));
        Assert.Equal(A, Chosen(Tolerating(Hard, Harder), spec));
    }

    [Fact]
    public void A_node_that_would_rather_not_is_taken_where_there_is_no_other() =>
        Assert.Equal(A, Chosen(Shape, Spec(9) with { Taints = [Soft] }));

    [Fact]
    public void The_node_that_would_rather_not_for_the_fewest_reasons_is_taken()
    {
        Assert.Equal(B, Chosen(Shape, Spec(9) with { Taints = [Soft, Softer] }, Spec(9) with { Taints = [Soft] }));
        Assert.Equal(A, Chosen(Tolerating(Soft), Spec(9) with { Taints = [Soft] }, Spec(9)));
        Assert.Equal(A, Chosen(Tolerating(Hard), Spec(9) with { Taints = [Hard] }, Spec(9)));
    }

    [Fact]
    public void Of_nodes_that_are_as_good_the_one_with_fewer_pods_is_taken_and_then_the_first()
    {
        var world = new SchedulerWorld(places: 9).InSync();
        var pod = world.Place(Low);
        Assert.Equal(new BindPod(pod, A), world.Next());
        world.Take(new BindPod(pod, A));
        Assert.Equal(B, Assert.IsType<BindPod>(NextFor(world)).Node);
    }

    [Fact]
    public void A_pod_waits_for_a_link_that_is_full_and_is_not_set_aside()
    {
        var world = new SchedulerWorld(places: 9).InSync();
        var pod = world.Place(Low);
        Assert.Equal(new BindPod(pod, B), world.Next(A));
        Assert.Null(world.Next(A, B));
        world.Take(new ObserveNode(A, Spec(0)));
        world.Take(new ObserveNode(B, Spec(0)));
        Assert.Equal(new Park(Low), world.Next(A, B));
    }

    [Fact]
    public void While_the_link_for_one_replica_set_is_full_another_is_bound()
    {
        var world = new SchedulerWorld(places: 9).InSync();
        world.Take(new ObserveNode(B, Spec(9) with { Labels = Labels(("disk", "ssd")), Taints = [Hard] }));
        world.Take(new ObserveShape(High, Tolerating(Hard) with { NodeSelector = Labels(("disk", "ssd")) }));
        world.Place(Low);
        var pod = world.Place(High);
        Assert.Equal(new BindPod(pod, B), world.Next(A));
    }

    private static ImmutableSortedDictionary<string, string> Labels(params (string Key, string Value)[] labels) =>
        labels.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value);

    private static PodShape Tolerating(params Taint[] taints) =>
        Shape with { Tolerations = [.. taints.Select(taint => new Toleration(taint.Key, taint.Value, AnyValue: false, taint.Effect))] };

    private static Input? NextFor(SchedulerWorld world)
    {
        world.Place(Low);
        return world.Next();
    }

    /// <summary>Where a Pod of this shape goes, if these are the nodes.</summary>
    private static NodeName? Chosen(PodShape shape, NodeSpec a, NodeSpec? b = null)
    {
        var world = new SchedulerWorld(places: 9).InSync();
        world.Take(new ObserveNode(A, a));
        world.Take(new ObserveNode(B, b));
        world.Take(new ObserveShape(Low, shape));
        var pod = world.Place(Low);
        world.Decide();
        return world.State.Pods[pod] is { Phase: Phase.Bound } binding ? binding.Node : null;
    }
}
