using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using KubeDirect.StateMachine;
using Xunit;
using Xunit.Abstractions;

namespace KubeDirect.Tests.Property;

public sealed class ChainProperties(ITestOutputHelper output)
{
    private static readonly Gen<Command> AnyCommand =
        from kind in Gen.Frequency(
            (2, Gen.Constant(CommandKind.Scale)),
            (30, Gen.Constant(CommandKind.Decide)),
            (30, Gen.Constant(CommandKind.Deliver)),
            (12, Gen.Constant(CommandKind.Connect)),
            (12, Gen.Elements(CommandKind.Runtime, CommandKind.ApiServes, CommandKind.ApiAnswers, CommandKind.Watch)),
            (6, Gen.Elements(CommandKind.Break, CommandKind.DeliverLate, CommandKind.Crash, CommandKind.ApiFails, CommandKind.UserDeletes, CommandKind.Excuse)))
        from pick in Gen.Choose(0, 1000)
        select new Command(kind, pick);

    public static TheoryData<string> Mutants => [.. Mutant.All.Keys];

    [Property(MaxTest = 400, EndSize = 1000)]
    public FsCheck.Property Every_safety_property_holds_after_every_step_and_the_chain_converges_once_failures_stop() =>
        Prop.ForAll(Arb.From(Gen.ListOf(AnyCommand).Select(list => (IReadOnlyList<Command>)list.ToList()), Shorter), commands =>
        {
            var failure = Judge(commands, mutant: null);
            return (failure is null).Label(failure ?? "");
        });

    [Theory]
    [MemberData(nameof(Mutants))]
    public void A_chain_with_one_rule_broken_is_caught_within_two_thousand_runs(string name)
    {
        var (property, mutant) = Mutant.All[name];
        var seed = unchecked((ulong)DateTime.UtcNow.Ticks);
        output.WriteLine($"seed {seed}");
        var runs = Gen.ListOf(AnyCommand).Sample(1000, new Rnd(seed), 2000);

        // A broken rule may break more than one property; this one must be among what is reported.
        Assert.Contains(runs, commands => Judge([.. commands], mutant)?.Contains(property, StringComparison.Ordinal) == true);
    }

    private static string? Judge(IReadOnlyList<Command> commands, Mutant? mutant)
    {
        var chain = new Chain(nodes: 3, capacity: 4, mutant);
        var tombstones = new TombstoneWatch();
        foreach (var command in commands)
        {
            command.Run(chain);
            chain.Safety.Check(chain);
            tombstones.Check(chain);
            if (chain.Safety.Violations.Count > 0)
            {
                return $"after {command}: {string.Join("; ", chain.Safety.Violations)}";
            }
        }

        return Healing.Converge(chain);
    }

    /// <summary>Leaves out ever smaller pieces of a failing run.</summary>
    private static IEnumerable<IReadOnlyList<Command>> Shorter(IReadOnlyList<Command> commands)
    {
        for (var piece = commands.Count / 2; piece >= 1; piece /= 2)
        {
            for (var start = 0; start + piece <= commands.Count; start += piece)
            {
                yield return [.. commands.Take(start), .. commands.Skip(start + piece)];
            }
        }
    }
}
