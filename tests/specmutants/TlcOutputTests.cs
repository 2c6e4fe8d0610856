using Xunit;

namespace KubeDirect.Tests.SpecMutants;

public sealed class TlcOutputTests
{
    [Fact]
    public void What_a_batch_prints_is_read()
    {
        var output = Of(
            """<<"happens", "CreatePod">>""",
            """<<"adds", 3>>""",
            """<<"loses", 4>>""",
            """<<"grows", 5>>""",
            """<<"violates", 3, "Inv">>""",
            """<<"violates", 3, "Capacity">>""",
            "Model checking completed. No error has been found.");
        Assert.Equal(["CreatePod"], output.Happened);
        Assert.Equal([3], output.Adds);
        Assert.Equal([4], output.Loses);
        Assert.Equal([5], output.Grown);
        Assert.Equal("Inv", output.Violated[3]);
        Assert.True(output.IsComplete);
        Assert.Null(output.Error);
    }

    [Fact]
    public void The_state_of_a_mutant_says_whose_error_it_is()
    {
        var output = Of(
            "Error: Evaluating invariant Inv failed.", "Attempted to apply", "State 1:", "/\\ mutant = 0", "State 2:", "/\\ mutant = 7");
        Assert.Equal(7, output.Culprit((_, _) => ""));
        Assert.StartsWith("Evaluating invariant Inv failed. Attempted to apply", output.Error, StringComparison.Ordinal);
        Assert.False(output.IsComplete);
    }

    [Fact]
    public void Of_a_state_of_the_protocol_the_innermost_line_of_a_mutant_says_it()
    {
        var output = Of(
            "/\\ mutant = 0",
            "0. Line 10, column 1 to line 20, column 2 in Mutants",
            "1. Line 11, column 1 to line 11, column 9 in Mutants",
            "2. Line 12, column 1 to line 12, column 9 in Scheduler");
        Assert.Equal(9, output.Culprit((module, line) => $"{module} {line} \\* mutant {(module == "Scheduler" ? 9 : 8)}"));
        Assert.Equal(8, output.Culprit((module, line) => module == "Scheduler" ? "" : $"{module} {line} \\* mutant 8"));
        Assert.Equal(0, output.Culprit((_, _) => ""));
    }

    [Theory]
    [InlineData("Error: Temporal properties were violated.", "liveness")]
    [InlineData("Error: Temporal property Converges was violated.", "Converges")]
    [InlineData("Error: Temporal properties Converges and Terminates were violated.", "Converges and Terminates")]
    [InlineData("Error: Something else.", null)]
    public void A_violation_of_liveness_is_none_of_safety(string line, string? property) =>
        Assert.Equal(property, Of(line).ViolatedLiveness);

    private static TlcOutput Of(params string[] lines) => new(lines);
}
