namespace KubeDirect.Tests.Coyote.Exploration;

/// <summary>What <c>tests/coyote/replay</c> and <c>tests/coyote/measure</c> start.</summary>
internal static class Program
{
    /// <summary>Replays a schedule file: 0 if its bug shows again, 1 if it does not, 2 if there is no such schedule.</summary>
    public static int Main(string[] arguments)
    {
        if (arguments is ["measure", var canary, var scenario, var limit] && uint.TryParse(limit, out var within))
        {
            return Measure(canary, scenario, within);
        }

        if (arguments.Length != 1)
        {
            Console.Error.WriteLine("Usage: tests/coyote/replay FILE, with a file of artifacts/coyote.");
            return 2;
        }

        try
        {
            var schedule = Schedule.Load(arguments[0]);
            Canary.Release(schedule.Canary);
            Narration.IsOn = true;
            var bug = Explorer.Replay(schedule);
            Console.WriteLine(bug is null ? $"Nothing was wrong this time; it was: {schedule.Bug}" : $"Again: {bug}");
            return bug is null ? 1 : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
    }

    /// <summary>How many schedules each strategy needs to find a canary in a scenario, with
    /// three seeds. (Each schedule adds one to the seed, so seeds must be far apart.)</summary>
    private static int Measure(string canary, string scenario, uint within)
    {
        Canary.Release(canary);
        foreach (var strategy in Strategy.All)
        {
            var found =
                new[] { 1, 10_001, 20_001 }.Select(seed => Explorer.Run(scenario, canary, strategy.Name, within, (uint)seed).Bug).ToList();
            Console.WriteLine(
                $"| {canary} | {scenario} | {strategy.Name} | " +
                    $"{string.Join(", ", found.Select(bug => bug is null ? "-" : $"{bug.Number}"))} | " +
                    $"{found.Find(bug => bug is not null)?.Bug}");
        }

        return 0;
    }
}
