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
        Assert.True(bug is null, bug is null ? "" : $"Strategy {strategy}, seed {Explorer.Seed}, schedule {bug.Number} ({bug.Save()}): {bug.Bug}");
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

/// <summary>What stages log while they are scheduled is replayed step by step, as logs of the demo and of clusters are.</summary>
public sealed class LogTests(ITestOutputHelper output)
{
    private const uint Schedules = 20;
    private const int LogsForTlc = 3; // Each takes it some seconds.
    private const string Strategy = "probabilistic";

    // Those of the whole chain that have nothing which a log may not have for TLC (docs/refinement.md).
    private static readonly string[] ForTlc =
    [
        "a rollout races with scaling down",
        "scaling while every link breaks converges",
        "two stages that reconnect at once converge",
        "a Scheduler crashes during its handshakes",
        "a Kubelet crashes during its handshake",
        "a ReplicaSet stage crashes during its handshake",
    ];

    public static TheoryData<string> Scenarios => [.. LinkScenarios.All.Keys, .. BackPressureScenarios.All.Keys, .. CrashScenarios.All.Keys];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Every_log_is_one_of_the_step_functions(string scenario)
    {
        var (steps, received) = (0, 0);
        var logs = new List<byte[]>();
        var (ended, bug) = Explorer.Run(
            async () =>
            {
                var report = await Logs.ReplayAsync(Catalog.Scenario(scenario), lacksStep: false, logs);
                (steps, received) = (steps + report.Steps, received + report.Received);
            },
            scenario,
            canary: "",
            Strategy,
            Schedules,
            Explorer.Seed);
        output.WriteLine($"seed {Explorer.Seed}: {steps} steps of {ended} schedules were replayed, {received} messages had been received in order.");
        Assert.True(bug is null, $"Seed {Explorer.Seed}, schedule {bug?.Number}: {bug?.Bug}");
        Assert.Equal(Schedules, ended);
        Assert.True(steps > 2 * Schedules, $"{steps} steps are too few to prove anything.");
        if (ForTlc.Contains(scenario, StringComparer.Ordinal) && Environment.GetEnvironmentVariable("KUBEDIRECT_TRACES") is { } folder)
        {
            for (var i = 0; i < LogsForTlc; i++)
            {
                File.WriteAllBytes(Path.Combine(folder, $"coyote-{scenario.Replace(' ', '-')}-{i}.ndjson"), logs[i]);
            }
        }
    }

    [Fact]
    public void A_log_that_lacks_a_step_is_refused()
    {
        const string Scenario = "two stages that reconnect at once converge";
        var (_, bug) = Explorer.Run(() => Logs.ReplayAsync(Catalog.Scenario(Scenario), lacksStep: true), Scenario, canary: "", Strategy, schedules: 1, Explorer.Seed);
        Assert.Contains("log, line", bug?.Bug, StringComparison.Ordinal);
    }
}
