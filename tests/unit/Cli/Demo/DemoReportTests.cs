using KubeDirect.Cli.Demo;
using Xunit;

namespace KubeDirect.Tests.Unit.Cli.Demo;

public sealed class DemoReportTests
{
    private static readonly DemoReport Report = DemoReport.Of(new(1, 1, 1, runtime => runtime, 7, TimeSpan.Zero, TimeSpan.Zero));

    [Fact]
    public void One_of_a_kind_is_in_the_singular()
    {
        var text = (Report with { Converged = true, Messages = 1 }).ToText();
        Assert.Contains("1 function, 1 Pod, 1 node (seed 7)", text, StringComparison.Ordinal);
        Assert.Contains(" 1 message,", text, StringComparison.Ordinal);
        Assert.Contains("converged, no violation of the checked properties", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_of_a_kind_are_in_the_plural()
    {
        var text = (Report with { Functions = 3, Pods = 60, Nodes = 2, Messages = 500, Violations = 2 }).ToText();
        Assert.Contains("3 functions, 60 Pods, 2 nodes (seed 7)", text, StringComparison.Ordinal);
        Assert.Contains(" 500 messages,", text, StringComparison.Ordinal);
        Assert.Contains("DID NOT CONVERGE, 2 VIOLATIONS", text, StringComparison.Ordinal);
    }
}
