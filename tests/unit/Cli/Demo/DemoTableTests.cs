using System.Globalization;
using KubeDirect.Cli.Demo;
using Spectre.Console;
using Xunit;

namespace KubeDirect.Tests.Unit.Cli.Demo;

public sealed class DemoTableTests
{
    [Theory]
    [InlineData(1, 1, 1, 0)]
    [InlineData(1, 1000, 50, 7)]
    [InlineData(5000, 100_000, 2000, int.MaxValue)]
    public void The_table_fits_eighty_columns_and_breaks_no_word(int functions, int pods, int nodes, int seed)
    {
        var settings = new DemoSettings(functions, pods, nodes, runtime => runtime, seed, TimeSpan.Zero, TimeSpan.Zero);
        string[] stages = ["Autoscaler", "Deployment", "ReplicaSet", "Scheduler", "Kubelets"];
        var lines = Render(settings, [.. stages.Select(stage => new LevelCounts(stage, pods, pods, pods, pods))]);

        Assert.All(lines, line => Assert.True(line.Length <= 80, $"{line.Length} columns: {line}"));
        var header = Words(Assert.Single(lines, line => line.Contains("level", StringComparison.Ordinal) && line.StartsWith('│')));
        Assert.Equal(["level", "held", "dirty", "published", "tombstones"], header);
        var number = pods.ToString(CultureInfo.InvariantCulture);
        foreach (var stage in stages)
        {
            var row = Words(Assert.Single(lines, line => line.Contains(stage, StringComparison.Ordinal) && line.StartsWith('│')));
            Assert.Equal([stage, new string('█', 18), number, number, number, number], row);
        }
    }

    [Fact]
    public void The_heading_of_the_smallest_demo_is_in_the_singular()
    {
        var settings = new DemoSettings(1, 1, 1, runtime => runtime, 7, TimeSpan.Zero, TimeSpan.Zero);
        Assert.Equal("1 function, 1 Pod, 1 node, seed 7", Render(settings, [])[0].TrimEnd());
    }

    private static string[] Render(DemoSettings settings, IReadOnlyList<LevelCounts> levels)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 80;
        console.Profile.Capabilities.Unicode = true;
        console.Write(DemoTable.Render(settings, levels, $"scaling 0 → {settings.Pods}", settings.Pods));
        return text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string[] Words(string row) => row.Split(['│', ' '], StringSplitOptions.RemoveEmptyEntries);
}
