using Xunit;
using Xunit.Abstractions;

namespace KubeDirect.Tests.Simulation;

public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int CanarySeeds = 100;
    private const int TracedSeeds = 40;

    /// <summary>Seeds under which a defect was found, with the property that it broke; docs/found.md says which.</summary>
    public static TheoryData<ulong> FormerFailures =>
        [12, 107, 182, 837, 1038, 1080, 1560, 10526, 11381, 11539, 21452, 60028, 60231, 1003351, 1007315, 1084841, 2000030];

    public static TheoryData<string> Canary => [.. Canaries.All.Keys];

    [Fact]
    public void A_thousand_seeds_survive_every_class_of_faults_fires_and_every_stage_crashes_at_every_moment()
    {
        var report = Campaign.Run(new Options { Seeds = 1000, Seed = 1 }, TextWriter.Null);
        output.WriteLine(report.Details);
        output.WriteLine(report.Line(Campaign.Commit()));
        Assert.Empty(report.Failures.Select(failure => $"seed {failure.Seed}: {failure.Failure}"));
        Assert.Empty(report.Missing);
        Assert.Empty(report.MissingCrashes);
    }

    [Fact]
    public void The_logs_of_every_process_are_replayed_step_by_step()
    {
        var steps = 0;
        var failures = new List<string>();
        for (var seed = 1UL; seed <= TracedSeeds; seed++)
        {
            var outcome = SimRun.Run(seed, traced: true);
            steps += outcome.Replayed;
            if (outcome.Failure is { } failure)
            {
                failures.Add($"seed {seed}: {failure}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        output.WriteLine($"{steps} steps of {TracedSeeds} seeds were replayed.");
        Assert.True(steps > 1000 * TracedSeeds / 2, $"{steps} steps are too few to prove anything.");
    }

    [Fact]
    public void A_log_that_lacks_a_step_is_refused()
    {
        var failure = SimRun.Run(TracedSeeds, Mutant.None with { LogsGaps = true }, traced: true).Failure;
        Assert.StartsWith("Replayed", failure, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(FormerFailures))]
    public void A_seed_that_failed_once_survives(ulong seed) => Assert.Null(SimRun.Run(seed).Failure);

    [Theory]
    [InlineData(3)]
    [InlineData(42)]
    [InlineData(12345)]
    public void Two_runs_of_one_seed_write_the_same_events_byte_for_byte(ulong seed)
    {
        var (first, lines) = Events(seed);
        var (second, _) = Events(seed);
        Assert.True(lines > 100, $"{lines} events are too few to prove anything.");
        Assert.Equal(first, second);
        Assert.NotEqual(first, Events(seed + 1).Hash);
    }

    [Theory]
    [MemberData(nameof(Canary))]
    public void A_canary_is_caught_within_a_hundred_seeds(string canary)
    {
        for (var seed = 0UL; seed < CanarySeeds; seed++)
        {
            if (SimRun.Run(seed, Canaries.All[canary].Mutant).Failure is { } failure)
            {
                output.WriteLine($"{canary} ({Canaries.All[canary].What}): seed {seed}: {failure}");
                return;
            }
        }

        Assert.Fail($"{canary} ({Canaries.All[canary].What}) survived {CanarySeeds} seeds.");
    }

    [Theory]
    [InlineData("--sedes", "5")]
    [InlineData("--seeds")]
    [InlineData("--seeds", "0")]
    [InlineData("--seeds", "many")]
    [InlineData("--seed", "-1")]
    [InlineData("--log")]
    [InlineData("--log", "--seeds", "3")]
    [InlineData("--seed", "1", "--seed", "2")]
    [InlineData]
    public void Wrong_arguments_get_one_sentence_and_exit_code_2(params string[] arguments)
    {
        Assert.Null(Options.Parse(arguments, out var wrong));
        Assert.Single(wrong.Split('\n'));
        Assert.Equal(2, Program.Main(arguments));
    }

    private static (string Hash, long Lines) Events(ulong seed)
    {
        using var hash = new EventLog.Hashing();
        SimRun.Run(seed, mutant: null, hash);
        return (hash.Finish(), hash.Lines);
    }
}
