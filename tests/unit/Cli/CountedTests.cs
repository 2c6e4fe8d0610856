using KubeDirect.Cli;
using KubeDirect.Cli.Commands;
using Xunit;

namespace KubeDirect.Tests.Unit.Cli;

public sealed class CountedTests
{
    [Theory]
    [InlineData(0, "0 nodes")]
    [InlineData(1, "1 node")]
    [InlineData(2, "2 nodes")]
    [InlineData(1000, "1000 nodes")]
    public void Only_one_of_a_kind_is_in_the_singular(long count, string text) => Assert.Equal(text, Counted.Text(count, "node"));

    [Fact]
    public void A_replay_of_one_step_is_reported_in_the_singular() => Assert.Equal(
        "1 step of 1 run of stages is that of the step functions. Of 1 received message, 1 was sent in that epoch and order.",
        ReplayCommand.Text(steps: 1, runs: 1, received: 1, unattributed: 0));

    [Fact]
    public void A_replay_says_how_many_messages_came_from_stages_without_a_trace() => Assert.Equal(
        "20 steps of 7 runs of stages are those of the step functions. "
            + "Of 9 received messages, 6 were sent in that epoch and order, and 3 came from stages without a trace.",
        ReplayCommand.Text(steps: 20, runs: 7, received: 9, unattributed: 3));
}
