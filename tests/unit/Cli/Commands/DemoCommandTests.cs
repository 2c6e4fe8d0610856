using System.CommandLine;
using KubeDirect.Cli.Commands;
using Xunit;

namespace KubeDirect.Tests.Unit.Cli.Commands;

public sealed class DemoCommandTests : IDisposable
{
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
    }

    [Fact]
    public async Task A_demo_that_cannot_write_its_trace_says_so_in_one_sentence_and_fails()
    {
        // Every write to this device fails as on a full disk.
        Assert.Equal(1, await DemoAsync("--pods", "2", "--nodes", "1", "--trace", "/dev/full"));
        Assert.Contains("converged, no violation", output.ToString(), StringComparison.Ordinal);
        var sentence = Assert.Single(error.ToString().Split('\n'), line => line.StartsWith("kubedirect: ", StringComparison.Ordinal));
        Assert.Contains("trace", sentence, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("cannot be written", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_demo_that_writes_its_trace_succeeds()
    {
        var trace = Path.GetTempFileName();
        try
        {
            Assert.Equal(0, await DemoAsync("--pods", "2", "--nodes", "1", "--trace", trace));
            Assert.NotEmpty(await File.ReadAllLinesAsync(trace));
            Assert.DoesNotContain("kubedirect: ", error.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(trace);
        }
    }

    [Fact]
    public async Task A_demo_replaces_Pods_that_fail_to_start_and_converges()
    {
        var trace = Path.GetTempFileName();
        try
        {
            Assert.Equal(0, await DemoAsync("--pods", "20", "--nodes", "2", "--failures", "50", "--seed", "1", "--trace", trace));
            Assert.Contains("converged, no violation", output.ToString(), StringComparison.Ordinal);
            var started = (await File.ReadAllLinesAsync(trace))
                .Count(line => line.Contains("\"StartPod\"", StringComparison.Ordinal));
            Assert.True(started > 20, $"{started} Pods were started, so none was replaced.");
        }
        finally
        {
            File.Delete(trace);
        }
    }

    private Task<int> DemoAsync(params string[] arguments) =>
        DemoCommand.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
}
