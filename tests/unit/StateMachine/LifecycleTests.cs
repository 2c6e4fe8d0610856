using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.StateMachine;

public sealed class LifecycleTests
{
    [Fact]
    public void No_arrow_of_the_life_cycle_leads_backwards()
    {
        foreach (var phase in Enum.GetValues<Phase>())
        {
            foreach (var trigger in Enum.GetValues<Trigger>())
            {
                Assert.True(PodLifecycle.Next(phase, trigger) is not { } next || next > phase, $"{phase} --{trigger}--> {PodLifecycle.Next(phase, trigger)}");
            }
        }
    }

    [Fact]
    public void Termination_leads_nowhere_but_to_gone()
    {
        var ways = Enum.GetValues<Trigger>().Select(trigger => PodLifecycle.Next(Phase.Terminating, trigger)).OfType<Phase>();
        Assert.Equal([Phase.Gone], ways);
        Assert.All(Enum.GetValues<Trigger>(), trigger => Assert.Null(PodLifecycle.Next(Phase.Gone, trigger)));
    }

    [Fact]
    public void The_table_that_is_kept_is_what_the_definition_says()
    {
        var table = PodLifecycle.Tabulate();
        Assert.All(Enum.GetValues<Phase>(), phase => Assert.All(Enum.GetValues<Trigger>(), trigger => Assert.Equal(PodLifecycle.Next(phase, trigger), table[(int)phase, (int)trigger])));
    }

    [Fact]
    public void A_pod_is_bound_only_while_it_is_pending() =>
        Assert.Equal([Phase.Pending], Enum.GetValues<Phase>().Where(phase => PodLifecycle.Next(phase, Trigger.Bind) is not null));

    [Fact]
    public void The_diagram_in_the_documentation_is_drawn_from_the_definition()
    {
        var path = Path.Combine(RepositoryRoot(), "docs", "lifecycle.md");
        var diagram = PodLifecycle.ToMermaid().ReplaceLineEndings("\n").Trim();
        Assert.Contains(diagram, File.ReadAllText(path).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "KubeDirect.Verified.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
