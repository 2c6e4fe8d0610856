using Xunit;
using Xunit.Abstractions;

namespace KubeDirect.Tests.Property;

public sealed class MutantProperties(ITestOutputHelper output)
{
    private const int Size = 600;

    public static TheoryData<string> Mutants => [.. Mutant.All.Keys];

    [Theory]
    [MemberData(nameof(Mutants))]
    public void A_chain_with_one_rule_broken_is_found_by_the_property_that_names_it(string name)
    {
        var mutant = Mutant.All[name];
        var runs = new Runs(output, mutant.Runs);
        var others = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (seed, commands) in runs.Of(Scenarios.Commands, Size))
        {
            var failure = Scenarios.Judge(ChainProperties.Small(mutant), commands);
            if (failure?.Contains($"{mutant.Property}:", StringComparison.Ordinal) == true)
            {
                output.WriteLine($"{mutant.Property} after {seed - runs.First + 1} runs; seed {seed}; seen before: {string.Join(", ", others)}");
                return;
            }

            if (failure is not null)
            {
                others.Add(Runs.Property(failure));
            }
        }

        Assert.Fail($"{mutant.Property} was not found in {runs.Count} runs from seed {runs.First}; found: {string.Join(", ", others)}");
    }
}
