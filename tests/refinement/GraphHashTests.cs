using System.Diagnostics;
using Xunit;

namespace KubeDirect.Tests.Refinement;

public sealed class GraphHashTests
{
    [Fact]
    public void The_graphs_are_of_the_modules_and_bounds_as_they_are()
    {
        using var script = Process.Start(
            new ProcessStartInfo(
                "bash", [Path.Combine(Repository.Root, "spec", "tla", "graph"), "--hashes"])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            })!;
        var output = script.StandardOutput.ReadToEnd();
        script.WaitForExit();
        Assert.True(script.ExitCode == 0, output);
    }

    [Fact]
    public void Every_graph_is_compared()
    {
        var classes = typeof(GraphTests).Assembly.GetTypes()
            .Where(type => type.BaseType == typeof(GraphTests))
            .Select(type => type.Name.Replace("GraphTests", "", StringComparison.Ordinal));
        Assert.Equal(
            Directory.GetFiles(Models.Graphs, "*.graph")
                .Select(path => Path.GetFileNameWithoutExtension(path)!)
                .Order(StringComparer.Ordinal), classes
                .Order(StringComparer.Ordinal));
    }
}
