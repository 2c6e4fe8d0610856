using System.CommandLine;
using KubeDirect.Cli;
using KubeDirect.Cli.Commands;
using KubeDirect.KubeAdapter.Kubelet.Simulated;
using Xunit;

namespace KubeDirect.Tests.Unit.Cli.Commands;

public sealed class SimulatedRuntimeOptionsTests
{
    private static readonly SimulatedPodRuntimeOptions Plain = new() { PodCidr = "10.0.0.0/24" };

    [Fact]
    public void Without_options_Pods_start_at_once_and_stay_ready() => Assert.Equal(Plain, Read());

    [Fact]
    public void Every_option_reaches_the_runtime() =>
        Assert.Equal(
            Plain with
            {
                StartDelay = TimeSpan.FromMilliseconds(20),
                FailureRate = 0.25,
                ReadyFor = TimeSpan.FromMilliseconds(300),
                UnreadyFor = TimeSpan.FromMilliseconds(40),
                Restarts = true,
            },
            Read("--start-delay", "20", "--failures", "25", "--ready-for", "300", "--unready-for", "40", "--restarts"));

    [Theory]
    [InlineData("--start-delay", "-1", "--start-delay takes a whole number from 0 to 600000, and not -1.")]
    [InlineData("--failures", "101", "--failures takes a whole number from 0 to 100, and not 101.")]
    [InlineData("--failures", "half", "--failures takes a whole number, and not 'half'.")]
    [InlineData("--ready-for", "-5", "--ready-for takes a whole number from 0 to 86400000, and not -5.")]
    [InlineData("--unready-for", "0", "--unready-for takes a whole number from 1 to 86400000, and not 0.")]
    public void A_value_out_of_range_is_one_sentence(string option, string value, string sentence) =>
        Assert.All(
            new[] { DemoCommand.Create(), NodeCommand.Create(), RunCommand.Create() },
            command => Assert.Contains(command.Parse([option, value]).Errors, error => error.Message == sentence));

    [Fact]
    public void Restarts_without_a_loss_of_readiness_are_refused() =>
        Assert.Equal(
            "--restarts needs --ready-for: containers restart when their Pod loses its readiness.",
            Assert.Throws<UsageException>(() => Read("--restarts")).Message);

    [Fact]
    public void A_time_without_readiness_without_a_loss_of_readiness_is_refused()
    {
        Assert.Equal(
            "--unready-for needs --ready-for: a Pod that never loses its readiness does not get it back.",
            Assert.Throws<UsageException>(() => Read("--unready-for", "5")).Message);
        Assert.Equal(TimeSpan.FromSeconds(1), Read("--ready-for", "5").UnreadyFor);
    }

    private static SimulatedPodRuntimeOptions Read(params string[] arguments)
    {
        var options = new SimulatedRuntimeOptions();
        var command = new Command("test");
        options.AddTo(command);
        var parsed = command.Parse(arguments);
        Assert.Empty(parsed.Errors);
        return options.Read(parsed)(Plain);
    }
}
