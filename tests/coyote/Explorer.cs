using Microsoft.Coyote;
using Microsoft.Coyote.SystematicTesting;
using Xunit;
using Xunit.Abstractions;

namespace KubeDirect.Tests.Coyote;

/// <summary>Runs a scenario under many schedules.</summary>
internal static class Explorer
{
    public static readonly string[] Strategies = ["random", "prioritization", "probabilistic"];

    /// <summary>Every schedule ends well.</summary>
    public static void Survives(Func<Task> scenario, string strategy, uint schedules, ITestOutputHelper output)
    {
        // Coyote also counts a schedule that it cut short for its length: only one that came to its end survived.
        var ended = 0u;
        var report = Run(
            async () =>
            {
                await scenario();
                ended++;
            },
            strategy,
            schedules);
        output.WriteLine($"{strategy}: {ended} schedules");
        Assert.True(report.NumOfFoundBugs == 0, $"{strategy}: {string.Join('\n', report.BugReports)}");
        Assert.Equal(schedules, ended);
    }

    /// <summary>Some schedule shows the bug that was put in.</summary>
    public static void Finds(Func<Task> scenario, string strategy, uint schedules, string symptom, ITestOutputHelper output)
    {
        var report = Run(scenario, strategy, schedules);
        output.WriteLine($"{strategy}: found after {report.NumOfExploredFairPaths + report.NumOfExploredUnfairPaths} schedules: {string.Join(' ', report.BugReports)}");
        Assert.True(report.NumOfFoundBugs > 0, $"{strategy}: {schedules} schedules showed nothing");
        Assert.Contains(report.BugReports, text => text.Contains(symptom, StringComparison.OrdinalIgnoreCase));
    }

    private static TestReport Run(Func<Task> scenario, string strategy, uint schedules)
    {
        var configuration = Configuration.Create()
            .WithTestingIterations(schedules)
            .WithMaxSchedulingSteps(20_000)
            .WithRandomGeneratorSeed(1)
            .WithPartiallyControlledConcurrencyAllowed(false) // What it does not control would go unexplored and unnoticed.
            .WithTelemetryEnabled(false);
        configuration = strategy switch
        {
            "random" => configuration.WithRandomStrategy(),
            "prioritization" => configuration.WithPrioritizationStrategy(isFair: true),
            _ => configuration.WithProbabilisticStrategy(),
        };
        using var engine = TestingEngine.Create(configuration, scenario);
        engine.Run();
        return engine.TestReport;
    }
}
