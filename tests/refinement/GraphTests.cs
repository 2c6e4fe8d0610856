using Xunit;
using Xunit.Abstractions;

namespace KubeDirect.Tests.Refinement;

public abstract class GraphTests(ITestOutputHelper log)
{
    protected void Compare(string model)
    {
        var graph = Models.Graph(model);
        var explored = Models.Explore(model);
        log.WriteLine($"{model}: {explored.States} states, {explored.Labels.Values.Sum()} edges; {explored.CodeStates} states of the code");
        Assert.True(explored.Difference is null, explored.Difference);
        Assert.Equal(graph.Head.States, explored.States);
        Assert.Equal(graph.Head.Labels, explored.Labels);
    }
}

// Classes of their own, so that two run at the same time.
public sealed class CrashGraphTests(ITestOutputHelper log) : GraphTests(log)
{
    [Fact]
    public void With_crashes_the_code_has_the_states_and_the_transitions_of_the_specification_and_no_others() => Compare("Crash");
}

public sealed class BreakGraphTests(ITestOutputHelper log) : GraphTests(log)
{
    [Fact]
    public void With_broken_links_and_tombstones_the_code_has_the_states_and_the_transitions_of_the_specification_and_no_others() =>
        Compare("Break");
}

public sealed class RoomGraphTests(ITestOutputHelper log) : GraphTests(log)
{
    [Fact]
    public void With_one_place_for_two_pods_the_code_has_the_states_and_the_transitions_of_the_specification_and_no_others() =>
        Compare("Room");
}

public sealed class DeleteGraphTests(ITestOutputHelper log) : GraphTests(log)
{
    [Fact]
    public void With_publishing_and_outside_deletions_the_code_has_the_states_and_the_transitions_of_the_specification_and_no_others() =>
        Compare("Delete");
}

public sealed class CancelGraphTests(ITestOutputHelper log) : GraphTests(log)
{
    [Fact]
    public void With_a_cancelled_node_the_code_has_the_states_and_the_transitions_of_the_specification_and_no_others() => Compare("Cancel");
}

public sealed class MarkedGraphTests(ITestOutputHelper log) : GraphTests(log)
{
    [Fact]
    public void With_marks_of_a_former_run_the_code_has_the_states_and_the_transitions_of_the_specification_and_no_others() =>
        Compare("Marked");
}

public sealed class PreemptGraphTests(ITestOutputHelper log) : GraphTests(log)
{
    [Fact]
    public void With_preemption_the_code_has_the_states_and_the_transitions_of_the_specification_and_no_others() => Compare("Preempt");
}

public sealed class RolloutGraphTests(ITestOutputHelper log) : GraphTests(log)
{
    [Fact]
    public void With_two_replicasets_the_code_has_the_states_and_the_transitions_of_the_specification_and_no_others() => Compare("Rollout");
}

public sealed class DeletedGraphTests(ITestOutputHelper log) : GraphTests(log)
{
    [Fact]
    public void With_a_deleted_node_the_code_has_the_states_and_the_transitions_of_the_specification_and_no_others() => Compare("Deleted");
}

public sealed class AloneGraphTests(ITestOutputHelper log) : GraphTests(log)
{
    [Fact]
    public void With_the_only_node_deleted_the_code_has_the_states_and_the_transitions_of_the_specification_and_no_others() =>
        Compare("Alone");
}
