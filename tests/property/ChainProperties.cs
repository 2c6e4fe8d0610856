using Xunit;
using Xunit.Abstractions;

namespace KubeDirect.Tests.Property;

public sealed class ChainProperties(ITestOutputHelper output)
{
    [Fact]
    public void Small_chains_keep_every_safety_property_after_every_step_and_converge_once_failures_stop() =>
        Check(runs: 150, size: 600, () => Small(mutant: null));

    [Fact]
    public void Chains_of_hundreds_of_Pods_on_tens_of_nodes_keep_every_safety_property_and_converge() =>
        Check(runs: 4, size: 2000, () => new Chain(nodes: 24, capacity: 16, functions: 5));

    internal static Chain Small(Mutant? mutant) => new(nodes: 3, capacity: 4, functions: 2, mutant);

    private void Check(int runs, int size, Func<Chain> chain) => new Runs(output, runs).Check(
        Scenarios.Commands,
        size,
        commands => Scenarios.Judge(chain(), commands),
        Scenarios.Shorter,
        commands => Scenarios.Describe(chain(), commands));
}
