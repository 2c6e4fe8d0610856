using Xunit;
using Xunit.Abstractions;

namespace KubeDirect.Tests.Coyote;

/// <summary>Every scenario under every strategy.</summary>
public abstract class ScenarioTests(ITestOutputHelper output)
{
    internal static TheoryData<string, string> Each(IReadOnlyDictionary<string, Func<Task>> scenarios)
    {
        var data = new TheoryData<string, string>();
        foreach (var scenario in scenarios.Keys)
        {
            foreach (var strategy in Strategy.All)
            {
                data.Add(scenario, strategy.Name);
            }
        }

        return data;
    }

    internal void Explore(string scenario, string strategy)
    {
        var schedules = Strategy.Of(strategy).Of(Explorer.Schedules);
        var (ended, bug) = Explorer.Run(scenario, canary: "", strategy, schedules, Explorer.Seed);
        output.WriteLine($"{ended} schedules came to their end.");
        Assert.True(
            bug is null, bug is null ? "" : $"Strategy {strategy}, seed {Explorer.Seed}, schedule {bug.Number} ({bug.Save()}): {bug.Bug}");
        Assert.Equal(schedules, ended);
    }
}

public sealed class LinkScenarioTests(ITestOutputHelper output) : ScenarioTests(output)
{
    public static TheoryData<string, string> Scenarios => Each(LinkScenarios.All);

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Under_every_schedule(string scenario, string strategy) => Explore(scenario, strategy);
}

// A class of their own: xunit runs classes beside each other, and these are the slowest.
public sealed class BackPressureScenarioTests(ITestOutputHelper output) : ScenarioTests(output)
{
    public static TheoryData<string, string> Scenarios => Each(BackPressureScenarios.All);

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Under_every_schedule(string scenario, string strategy) => Explore(scenario, strategy);
}

public sealed class CrashScenarioTests(ITestOutputHelper output) : ScenarioTests(output)
{
    public static TheoryData<string, string> Scenarios => Each(CrashScenarios.All);

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Under_every_schedule(string scenario, string strategy) => Explore(scenario, strategy);
}

public sealed class AdapterScenarioTests(ITestOutputHelper output) : ScenarioTests(output)
{
    public static TheoryData<string, string> Scenarios => Each(AdapterScenarios.All);

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Under_every_schedule(string scenario, string strategy) => Explore(scenario, strategy);
}
