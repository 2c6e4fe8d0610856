using Xunit;
using Xunit.Abstractions;

namespace KubeDirect.Tests.Coyote;

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

    public static TheoryData<string> Scenarios =>
        [.. LinkScenarios.All.Keys, .. BackPressureScenarios.All.Keys, .. CrashScenarios.All.Keys];

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
        output.WriteLine(
            $"seed {Explorer.Seed}: {steps} steps of {ended} schedules were replayed, {received} messages had been received in order.");
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
        var (_, bug) = Explorer.Run(
            () => Logs.ReplayAsync(Catalog.Scenario(Scenario), lacksStep: true), Scenario, canary: "", Strategy, schedules: 1,
            Explorer.Seed);
        Assert.Contains("log, line", bug?.Bug, StringComparison.Ordinal);
    }
}
