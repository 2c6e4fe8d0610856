using FsCheck;
using FsCheck.Fluent;

namespace KubeDirect.Tests.Property.World;

/// <summary>Runs of commands, and what they must not break.</summary>
internal static class Scenarios
{
    private static readonly Gen<Command> Any =
        from kind in Gen.Frequency(
            (3, Gen.Constant(CommandKind.Scale)),
            (30, Gen.Constant(CommandKind.Decide)),
            (30, Gen.Constant(CommandKind.Deliver)),
            (12, Gen.Constant(CommandKind.Connect)),
            (12, Gen.Elements(CommandKind.Runtime, CommandKind.ApiServes, CommandKind.ApiAnswers, CommandKind.Watch)),
            (3, Gen.Elements(CommandKind.Watch, CommandKind.WatchAgain, CommandKind.Mark)),
            (3, Gen.Elements(CommandKind.Bind, CommandKind.Preempt, CommandKind.Retire)),
            (2, Gen.Constant(CommandKind.Run)),
            (4, Gen.Elements(CommandKind.Break, CommandKind.DeliverLate, CommandKind.Crash)),
            (4, Gen.Elements(CommandKind.CutOff, CommandKind.Excuse, CommandKind.Cancel, CommandKind.Mark)),
            (4, Gen.Elements(
                CommandKind.ApiFails, CommandKind.ApiAway, CommandKind.PodFails, CommandKind.UserDeletes, CommandKind.Cordon,
                CommandKind.Template)),
            (1, Gen.Elements(CommandKind.DeleteNode, CommandKind.RegisterNode)))
        from pick in Gen.Choose(0, 100_000)
        select new Command(kind, pick);

    /// <summary>Of any length up to FsCheck's size.</summary>
    public static readonly Gen<IReadOnlyList<Command>> Commands = Any.ListOf().Select(list => (IReadOnlyList<Command>)[.. list]);

    /// <summary>Lets the commands happen to a chain, and then heals it.</summary>
    /// <returns>The properties that are broken in the first step that breaks any, and how; null if none is.</returns>
    public static string? Judge(Chain chain, IReadOnlyList<Command> commands)
    {
        foreach (var command in commands)
        {
            command.Run(chain);
            chain.Safety.Check();
            if (chain.Safety.Violations.Count > 0)
            {
                return string.Join("; ", chain.Safety.Violations);
            }
        }

        return Healing.Converge(chain);
    }

    /// <summary>Leaves out ever smaller pieces, then lets what goes on without failures go on for less.</summary>
    public static IEnumerable<IReadOnlyList<Command>> Shorter(IReadOnlyList<Command> commands)
    {
        for (var piece = Math.Max(1, commands.Count / 2); piece >= 1 && commands.Count > 0; piece /= 2)
        {
            for (var start = 0; start + piece <= commands.Count; start += piece)
            {
                yield return [.. commands.Take(start), .. commands.Skip(start + piece)];
            }
        }

        for (var i = 0; i < commands.Count; i++)
        {
            if (commands[i] is { Kind: CommandKind.Run, Pick: > 0 } run)
            {
                yield return [.. commands.Take(i), run with { Pick = run.Pick / 2 }, .. commands.Skip(i + 1)];
            }
        }
    }

    /// <summary>What happens to a chain, in sentences; of the healing only the start.</summary>
    /// <param name="chain">A new chain with a story.</param>
    /// <param name="commands">What is done to it.</param>
    public static string Describe(Chain chain, IReadOnlyList<Command> commands)
    {
        Judge(chain, commands);
        var story = chain.Story!;
        var end = story.IndexOf(Healing.Ceased);
        var told = end < 0 ? story : story[..(end + 1)];
        return $"{commands.Count} commands:\n{string.Join('\n', told.Select((sentence, i) => $"{i + 1,4}. {sentence}"))}";
    }
}
