namespace KubeDirect.Tests.Coyote;

/// <summary>What <c>tests/coyote/replay</c> starts.</summary>
internal static class Program
{
    /// <summary>Replays a schedule file: 0 if its bug shows again, 1 if it does not, 2 if there is no such schedule.</summary>
    public static int Main(string[] arguments)
    {
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
}
