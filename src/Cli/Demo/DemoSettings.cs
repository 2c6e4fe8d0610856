using System.Globalization;

namespace KubeDirect.Cli;

/// <summary>What a demo does.</summary>
/// <param name="Functions">Deployments; at least 1.</param>
/// <param name="Pods">Pods in all; at least 0.</param>
/// <param name="Nodes">Simulated nodes; at least 1.</param>
/// <param name="StartDelay">From bind to running.</param>
/// <param name="Seed">Decides names, epochs and jitter.</param>
/// <param name="Hold">How long to stay at the top.</param>
/// <param name="Timeout">When scaling counts as not converged.</param>
internal sealed record DemoSettings(int Functions, int Pods, int Nodes, TimeSpan StartDelay, int Seed, TimeSpan Hold, TimeSpan Timeout)
{
    /// <summary>Pods of a function: as even as it goes.</summary>
    public int PodsOf(int function) => (Pods / Functions) + (function < Pods % Functions ? 1 : 0);

    /// <summary>Places for Pods on a node: what kubelets have by default, or more if the demo would not fit with some room to spare.</summary>
    public int PlacesPerNode => Math.Max(110, (int)Math.Ceiling(1.25 * Pods / Nodes));

    public static string FunctionName(int function) => string.Create(CultureInfo.InvariantCulture, $"fn-{function}");
}

/// <summary>What came of a demo; serialized with <c>--json</c>.</summary>
/// <param name="Functions">As asked for.</param>
/// <param name="Pods">As asked for.</param>
/// <param name="Nodes">As asked for.</param>
/// <param name="Converged">Whether everything ran, was visible, and was gone again, within the time-out, and all levels agreed each time.</param>
/// <param name="Violations">How many times a checked property did not hold.</param>
/// <param name="ScaleUpMs">From the first scale request until all Pods ran at their nodes; null if they did not.</param>
/// <param name="VisibleMs">From the first scale request until a watch showed all Pods Ready at the API server.</param>
/// <param name="ScaleDownMs">From the first request to scale to 0 until no Pod was left at nodes and API server.</param>
/// <param name="PodStartP50Ms">From the ReplicaSet stage's decision until the Pod ran: half of the Pods took no longer.</param>
/// <param name="PodStartP99Ms">The same for 99 of 100 Pods.</param>
/// <param name="Messages">Messages over all links, both ways, up and down again.</param>
/// <param name="BytesPerPod">Bytes over all links, both ways, up and down again, for each Pod.</param>
/// <param name="Seed">Repeats names, epochs and jitter.</param>
internal sealed record DemoReport(
    int Functions,
    int Pods,
    int Nodes,
    bool Converged,
    int Violations,
    double? ScaleUpMs,
    double? VisibleMs,
    double? ScaleDownMs,
    double? PodStartP50Ms,
    double? PodStartP99Ms,
    long Messages,
    double? BytesPerPod,
    int Seed)
{
    /// <summary>For people.</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"""

        {Functions} functions, {Pods} Pods, {Nodes} nodes (seed {Seed})
          all running at the nodes    {Ms(ScaleUpMs)}
          all Ready at the API server {Ms(VisibleMs)}
          all gone again              {Ms(ScaleDownMs)}
          decision to running         p50 {Ms(PodStartP50Ms)}, p99 {Ms(PodStartP99Ms)}
          over the links              {Messages} messages, {BytesPerPod ?? 0:0} bytes a Pod
          {(Converged ? "converged" : "DID NOT CONVERGE")}, {(Violations == 0 ? "no violation of the checked properties" : $"{Violations} VIOLATIONS")}
        """);

    private static string Ms(double? value) => value is { } ms ? string.Create(CultureInfo.InvariantCulture, $"{ms,8:0.0} ms") : "   never";
}
