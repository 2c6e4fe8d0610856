using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.StateMachine;

public sealed class ReplicaSetViewTests
{
    private static readonly ScaleKey Web = new("default/web-abc");

    [Fact]
    public void Of_those_that_live_the_first_are_those_that_have_come_least_far_and_then_those_of_the_first_names()
    {
        var view = ReplicaSetView.Empty
            .WithPod(Pod("a"), At(Phase.Ready))
            .WithPod(Pod("c"), At(Phase.Placed))
            .WithPod(Pod("b"), At(Phase.Placed))
            .WithPod(Pod("d"), At(Phase.Bound));
        Assert.Equal([Pod("b"), Pod("c"), Pod("d"), Pod("a")], view.Live.Select(live => live.Pod));
    }

    [Fact]
    public void A_pod_that_is_terminating_lives_no_more()
    {
        var view = ReplicaSetView.Empty.WithPod(Pod("a"), At(Phase.Ready)).WithPod(Pod("a"), At(Phase.Terminating));
        Assert.Empty(view.Live);
        Assert.Equal(At(Phase.Terminating), view.Pods[Pod("a")]);
    }

    [Fact]
    public void What_is_too_many_is_known_only_where_something_is_wanted()
    {
        var view = (ReplicaSetView.Empty with { Existence = Existence.Exists }).WithPod(Pod("a"), At(Phase.Ready));
        Assert.Null(view.Excess(listed: true));
        Assert.Equal(-2, (view with { Held = new Count(3, 1) }).Excess(listed: true));
        Assert.Equal(1, (view with { Held = new Count(0, 1) }).Excess(listed: true));
    }

    [Theory]
    [InlineData(1ul, 0ul, "5zf9f6tv47")]
    [InlineData(1ul, 1ul, "hvls4zgj86")]
    [InlineData(0xFEDCBA9876543210ul, 12345ul, "x8bm6r24fl")]
    public void The_name_of_each_number_is_fixed_by_the_incarnation(ulong incarnation, ulong ordinal, string suffix) =>
        Assert.Equal(suffix, PodNames.Suffix(incarnation, ordinal));

    private static PodId Pod(string name) => new(Web, name);

    private static PodView At(Phase phase) => new(phase, NodeName.None);
}
