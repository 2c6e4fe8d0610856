using System.CommandLine;
using KubeDirect.KubeAdapter.Kubelet.Simulated;

namespace KubeDirect.Cli.Commands;

/// <summary>The options that say how the simulated runtime behaves. An instance belongs to one command.</summary>
internal sealed class SimulatedRuntimeOptions
{
    private const int LongestMs = 86_400_000;

    private readonly Option<int> startDelay =
        CommonOptions.Number("--start-delay", "Milliseconds that the simulated runtime needs to start a Pod.", 0, 0, 600_000);

    private readonly Option<int> failures =
        CommonOptions.Number("--failures", "Percentage of the Pods that stop instead of starting. The chain replaces them.", 0, 0, 100);

    private readonly Option<int> readyFor =
        CommonOptions.Number("--ready-for", "Milliseconds until a ready Pod loses its readiness; 0 for never.", 0, 0, LongestMs);

    private readonly Option<int> unreadyFor =
        CommonOptions.Number(
            "--unready-for", "Milliseconds until a Pod that lost its readiness is ready again. Needs --ready-for.", 1000, 1, LongestMs);

    private readonly Option<bool> restarts = new("--restarts")
    {
        Description = "Restart the containers of a Pod that loses its readiness. Needs --ready-for.",
    };

    public void AddTo(Command command)
    {
        command.Add(startDelay);
        command.Add(failures);
        command.Add(readyFor);
        command.Add(unreadyFor);
        command.Add(restarts);
    }

    /// <returns>Changes the options of a node's runtime to these values.</returns>
    /// <exception cref="UsageException">An option says what follows when a Pod loses its readiness, and no Pod ever loses it.</exception>
    public Func<SimulatedPodRuntimeOptions, SimulatedPodRuntimeOptions> Read(ParseResult parsed)
    {
        var ready = parsed.GetValue(readyFor);
        if (parsed.GetValue(restarts) && ready == 0)
        {
            throw new UsageException("--restarts needs --ready-for: containers restart when their Pod loses its readiness.");
        }

        if (parsed.GetResult(unreadyFor) is { Implicit: false } && ready == 0)
        {
            throw new UsageException("--unready-for needs --ready-for: a Pod that never loses its readiness does not get it back.");
        }

        return runtime => runtime with
        {
            StartDelay = TimeSpan.FromMilliseconds(parsed.GetValue(startDelay)),
            FailureRate = parsed.GetValue(failures) / 100.0,
            ReadyFor = ready == 0 ? null : TimeSpan.FromMilliseconds(ready),
            UnreadyFor = TimeSpan.FromMilliseconds(parsed.GetValue(unreadyFor)),
            Restarts = parsed.GetValue(restarts),
        };
    }
}
