using Xunit;
using Xunit.Abstractions;

namespace KubeDirect.Tests.Property;

public sealed class ChainProperties(ITestOutputHelper output)
{
    private static readonly string[] Happenings =
    [
        "API server away", "Nodes deleted", "Nodes deleted for good", "Nodes lost", "Nodes registered anew", "Pods adopted again",
        "Pods at once", "Pods that ended by themselves", "broken links", "cancellations", "crashes of Autoscaler", "crashes of Deployment",
        "crashes of Kubelet",
        "crashes of ReplicaSet", "crashes of Scheduler", "deletions", "deletions of Nodes missed", "excuses", "failed requests",
        "forced deletions", "late Hellos", "late messages", "lost answers", "nodes cut off",
        "nodes given up", "nodes used again", "objects shown again", "old marks found out", "preemptions", "templates", "victims",
    ];

    [Fact]
    public void Small_chains_keep_every_safety_property_after_every_step_and_converge_once_failures_stop()
    {
        if (Check(runs: 1200, size: 600, story => Small(story: story)) is { } tally)
        {
            Assert.Equal(Happenings, tally.Keys); // What never happened was not tested.
        }
    }

    [Fact]
    public void Chains_of_hundreds_of_Pods_on_tens_of_nodes_keep_every_safety_property_and_converge()
    {
        if (Check(runs: 8, size: 2000, story => new Chain(nodes: 24, capacity: 16, functions: 6) { Story = story }) is { } tally)
        {
            Assert.True(tally["Pods at once"] >= 200, $"There were never more than {tally["Pods at once"]} Pods at once.");
        }
    }

    internal static Chain Small(Mutant? mutant = null, string? only = null, List<string>? story = null) =>
        new(nodes: 3, capacity: 4, functions: 3, mutant, only) { Story = story };

    /// <returns>How often each thing happened; null where fewer runs were asked for, in which not everything has to.</returns>
    private SortedDictionary<string, int>? Check(int runs, int size, Func<List<string>?, Chain> make)
    {
        var all = new Runs(output, runs);
        var tally = new SortedDictionary<string, int>(StringComparer.Ordinal);
        all.Check(
            Scenarios.Commands,
            size,
            commands =>
            {
                var chain = make(null);
                var failure = Scenarios.Judge(chain, commands);
                foreach (var (what, times) in chain.Tally)
                {
                    tally[what] = what == "Pods at once"
                        ? Math.Max(times, tally.GetValueOrDefault(what))
                        : tally.GetValueOrDefault(what) + times;
                }

                return failure;
            },
            Scenarios.Shorter,
            commands => Scenarios.Describe(make([]), commands));
        output.WriteLine(string.Join(", ", tally.Select(pair => $"{pair.Key} {pair.Value}")));
        return all.Count < runs ? null : tally;
    }
}
