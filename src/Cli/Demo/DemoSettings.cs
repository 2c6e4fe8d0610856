using System.Globalization;
using KubeDirect.KubeAdapter.Kubelet.Simulated;

namespace KubeDirect.Cli.Demo;

/// <summary>What a demo does. Immutable.</summary>
/// <param name="Functions">The number of Deployments; at least 1.</param>
/// <param name="Pods">The number of Pods of all functions together; at least 0.</param>
/// <param name="Nodes">The number of simulated nodes; at least 1.</param>
/// <param name="Runtime">Sets how the simulated runtime behaves.</param>
/// <param name="Seed">Decides names, epochs and jitter.</param>
/// <param name="Hold">How long the demo stays at the full number of Pods.</param>
/// <param name="Timeout">When scaling up or down counts as not converged.</param>
internal sealed record DemoSettings(
    int Functions,
    int Pods,
    int Nodes,
    Func<SimulatedPodRuntimeOptions, SimulatedPodRuntimeOptions> Runtime,
    int Seed,
    TimeSpan Hold,
    TimeSpan Timeout)
{
    /// <summary>The number of Pods of one function. Functions differ by at most one Pod.</summary>
    /// <param name="function">The number of the function, from 0.</param>
    public int PodsOf(int function) => (Pods / Functions) + (function < Pods % Functions ? 1 : 0);

    /// <summary>
    /// The number of Pods that a node accepts: the default of a kubelet, or more if the Pods would not fit with a quarter to spare.
    /// </summary>
    public int PlacesPerNode => Math.Max(110, (int)Math.Ceiling(1.25 * Pods / Nodes));

    /// <summary>The settings in words, such as "1 function, 1000 Pods, 50 nodes".</summary>
    public string Text => $"{Counted.Text(Functions, "function")}, {Counted.Text(Pods, "Pod")}, {Counted.Text(Nodes, "node")}";

    public static string FunctionName(int function) => string.Create(CultureInfo.InvariantCulture, $"fn-{function}");
}
