using Xunit;
using Xunit.Abstractions;

namespace KubeDirect.Tests.Property;

public sealed class MutantProperties(ITestOutputHelper output)
{
    private const int Size = 600;

    /// <summary>Which property must be reported of a mutant, and within how many runs: at
    /// least twice the most that it took from any of five seeds (docs/property.md).</summary>
    private static readonly Dictionary<Mutant, (string Property, int Runs)> Expected = new()
    {
        [Mutant.EpochCheck] = ("EpochFencing", 600),
        [Mutant.Incarnation] = ("Coherence", 3000),
        [Mutant.Hello] = ("Coherence", 800),
        [Mutant.Recovery] = ("NoOverCreation", 300),
        [Mutant.Tombstone] = ("TombstoneKept", 300),
        [Mutant.Names] = ("NoResurrection", 50),
        [Mutant.CancelWritten] = ("TombstoneKept", 300),
        [Mutant.DrainedFirst] = ("CancelledDrains", 1000),
        [Mutant.Nominated] = ("NominatedFirst", 50),
        [Mutant.Room] = ("Capacity", 50),
        [Mutant.Bound] = ("UniqueBinding", 100),
        [Mutant.Adopted] = ("Coherence", 50),
        [Mutant.Ends] = ("NoPhantomReady", 50),
        [Mutant.Stops] = ("PhasesAdvance", 300),
        [Mutant.Ready] = ("PublishedIsReal", 800),
        [Mutant.Uid] = ("NeverRecreated", 2000),
        [Mutant.Ghosts] = ("Refines", 20),
        [Mutant.Forward] = ("Terminates", 150),
        [Mutant.Counts] = ("Converges", 50),
        [Mutant.OldScaledDown] = ("Converges", 50),
        [Mutant.DeletedGivenUp] = ("Resynchronizes", 600),
        [Mutant.Unknown] = ("TombstoneKept", 2000),
        [Mutant.LateCreate] = ("Converges", 50),
        [Mutant.Deletion] = ("Converges", 50),
    };

    public static TheoryData<string> Mutants => [.. Enum.GetNames<Mutant>()];

    [Theory]
    [MemberData(nameof(Mutants))]
    public void A_chain_with_one_rule_broken_is_found_by_the_property_that_names_it(string name)
    {
        var mutant = Enum.Parse<Mutant>(name);
        var (property, atMost) = Expected[mutant];
        var runs = new Runs(output, atMost);
        var others = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (seed, commands) in runs.Of(Scenarios.Commands, Size))
        {
            var chain = ChainProperties.Small(mutant, property);
            if (Scenarios.Judge(chain, commands) is { } failure && Runs.Property(failure) == property)
            {
                output.WriteLine(
                    $"{name}: {property} after {seed - runs.First + 1} runs; seed {seed}; others seen: {string.Join(", ", others)}");
                return;
            }

            others.UnionWith(chain.Safety.Others);
        }

        Assert.Fail($"{property} was not found in {runs.Count} runs from seed {runs.First}; others seen: {string.Join(", ", others)}");
    }

    [Fact]
    public void A_failure_is_told_in_a_few_sentences()
    {
        static string? Judge(IReadOnlyList<Command> commands) =>
            Scenarios.Judge(ChainProperties.Small(Mutant.Tombstone, "TombstoneKept"), commands);

        var (_, commands) = new Runs(output, 1000).Of(Scenarios.Commands, Size).First(run => Judge(run.Value) is not null);
        var (few, failure) = Runs.Shrink(commands, Judge(commands)!, Judge, Scenarios.Shorter);
        var story = Scenarios.Describe(ChainProperties.Small(Mutant.Tombstone, "TombstoneKept", []), few);
        output.WriteLine($"{failure}\n{story}");
        Assert.StartsWith("TombstoneKept:", failure, StringComparison.Ordinal);
        Assert.InRange(story.Count(c => c == '\n'), 5, 25);
    }
}
