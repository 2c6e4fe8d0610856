using Xunit;
using Xunit.Abstractions;

namespace KubeDirect.Tests.Property;

public sealed class MutantProperties(ITestOutputHelper output)
{
    private const int Size = 600;

    /// <summary>Which property must be reported of a mutant, and within how many runs.</summary>
    private static readonly Dictionary<Mutant, (string Property, int Runs)> Expected = new()
    {
        [Mutant.EpochCheck] = ("EpochFencing", 1000),
        [Mutant.Incarnation] = ("Coherence", 1000),
        [Mutant.Hello] = ("Coherence", 1000),
        [Mutant.Recovery] = ("NoOverCreation", 1000),
        [Mutant.Tombstone] = ("TombstoneKept", 1000),
        [Mutant.Names] = ("NoResurrection", 1000),
        [Mutant.CancelWritten] = ("TombstoneKept", 1000),
        [Mutant.DrainedFirst] = ("CancelledDrains", 1000),
        [Mutant.Nominated] = ("NominatedFirst", 1000),
        [Mutant.Room] = ("Capacity", 1000),
        [Mutant.Bound] = ("UniqueBinding", 1000),
        [Mutant.Adopted] = ("Coherence", 1000),
        [Mutant.Ends] = ("NoPhantomReady", 1000),
        [Mutant.Stops] = ("PhasesAdvance", 1000),
        [Mutant.Ready] = ("PublishedIsReal", 1000),
        [Mutant.Uid] = ("NeverRecreated", 1000),
        [Mutant.Ghosts] = ("Refines", 1000),
        [Mutant.Forward] = ("Terminates", 1000),
        [Mutant.Counts] = ("Converges", 1000),
        [Mutant.Unknown] = ("TombstoneKept", 1000),
        [Mutant.LateCreate] = ("Converges", 1000),
        [Mutant.Deletion] = ("Converges", 1000),
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
            var failure = Scenarios.Judge(ChainProperties.Small(mutant), commands);
            if (failure?.Contains($"{property}:", StringComparison.Ordinal) == true)
            {
                output.WriteLine($"{name}: {property} after {seed - runs.First + 1} runs; seed {seed}; seen before: {string.Join(", ", others)}");
                return;
            }

            if (failure is not null)
            {
                others.Add(Runs.Property(failure));
            }
        }

        Assert.Fail($"{property} was not found in {runs.Count} runs from seed {runs.First}; found: {string.Join(", ", others)}");
    }
}
