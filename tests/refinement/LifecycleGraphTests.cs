using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Refinement;

/// <summary>The graphs are those of the specification (see <see cref="GraphTests"/>),
/// so their changes of phase are the specification's life cycle.</summary>
public sealed class LifecycleGraphTests
{
    [Fact]
    public void The_arrows_of_the_life_cycle_are_the_changes_of_phase_that_the_specification_reaches_and_no_others()
    {
        var lived = new[] { "Room", "Break" }.SelectMany(model => Models.Explore(model).Arrows.Seen).ToHashSet();
        var defined =
            from phase in Enum.GetValues<Phase>()
            from trigger in Enum.GetValues<Trigger>()
            where PodLifecycle.Next(phase, trigger) is not null
            select (phase, trigger, PodLifecycle.Next(phase, trigger)!.Value);
        Assert.Equal(defined.Order(), lived.Order());
    }

    [Theory]
    [InlineData("Crash")]
    [InlineData("Delete")]
    [InlineData("Cancel")]
    [InlineData("Preempt")]
    [InlineData("Rollout")]
    [InlineData("Deleted")]
    [InlineData("Alone")]
    public void No_other_model_has_an_arrow_more(string model) =>
        Assert.All(Models.Explore(model).Arrows.Seen, arrow => Assert.Equal(arrow.To, PodLifecycle.Next(arrow.From, arrow.Trigger)));
}
