using Microsoft.Coyote;
using Microsoft.Coyote.SystematicTesting;

namespace KubeDirect.Tests.Coyote.Exploration;

/// <summary>Runs a scenario under many schedules.</summary>
internal static class Explorer
{
    /// <summary>Set it to a number of schedules for each scenario to explore more than the 1,000 of the Test command.</summary>
    public const string SchedulesVariable = "KUBEDIRECT_COYOTE_SCHEDULES";

    /// <summary>Set it to explore other schedules than those of seed 1.</summary>
    public const string SeedVariable = "KUBEDIRECT_COYOTE_SEED";

    /// <summary>Schedules for each scenario, over all strategies.</summary>
    public static uint Schedules => Setting(SchedulesVariable, 1000);

    /// <summary>The seed of the strategies.</summary>
    public static uint Seed => Setting(SeedVariable, 1);

    /// <summary>Explores until a bug shows.</summary>
    /// <returns>How many schedules came to their end, and the schedule of the bug, if there is one.</returns>
    public static (uint Ended, Schedule? Bug) Run(string scenario, string canary, string strategy, uint schedules, uint seed) =>
        Run(Catalog.Scenario(scenario), scenario, canary, strategy, schedules, seed);

    /// <summary>Explores a variant of a scenario until a bug shows.</summary>
    public static (uint Ended, Schedule? Bug) Run(
        Func<Task> run, string scenario, string canary, string strategy, uint schedules, uint seed)
    {
        var begun = 0u;
        var ended = 0u;
        using var engine = TestingEngine.Create(Configure(strategy, seed).WithTestingIterations(schedules), async () =>
        {
            begun++;
            await run();
            ended++;
        });
        engine.Run();
        if (engine.TestReport is { NumOfFoundBugs: 0, InternalErrors.Count: 0 })
        {
            return (ended, null);
        }

        return (ended, new Schedule(scenario, canary, strategy, seed, begun, Describe(engine.TestReport), engine.ReproducibleTrace ?? ""));
    }

    /// <summary>Runs one schedule again.</summary>
    /// <returns>What was wrong, on one line; null if nothing was.</returns>
    public static string? Replay(Schedule schedule)
    {
        var configuration = Configure(schedule.Strategy, schedule.Seed).WithReproducibleTrace(schedule.Trace);
        using var engine = TestingEngine.Create(configuration, Catalog.Scenario(schedule.Scenario));
        engine.Run();
        return engine.TestReport.NumOfFoundBugs == 0 ? null : Describe(engine.TestReport);
    }

    private static Configuration Configure(string strategy, uint seed) => Strategy.Of(strategy).Choose(Configuration.Create()
        .WithMaxSchedulingSteps(3_000, 60_000)
        .WithFailureOnMaxStepsBoundEnabled()
        .WithRandomGeneratorSeed(seed)
        .WithDeadlockTimeout(60_000) // In ms of the machine's clock: a schedule that is only slow on a busy machine must not count as hung.
        .WithPartiallyControlledConcurrencyAllowed(false) // What it does not control would go unexplored and unnoticed.
        .WithTelemetryEnabled(false));

    private static string Describe(TestReport report) =>
        string.Join(' ', report.BugReports.Concat(report.InternalErrors)).ReplaceLineEndings(" ");

    private static uint Setting(string variable, uint otherwise) => Environment.GetEnvironmentVariable(variable) switch
    {
        null or "" => otherwise,
        var text when uint.TryParse(text, out var number) && number > 0 => number,
        var text => throw new FormatException($"{variable} is '{text}' and must be a number from 1."),
    };
}
