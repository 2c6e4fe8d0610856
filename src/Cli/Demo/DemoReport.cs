using System.Globalization;

namespace KubeDirect.Cli.Demo;

/// <summary>The result of a demo; <c>--json</c> prints it. Times are in milliseconds. Immutable.</summary>
/// <param name="Functions">The number of Deployments.</param>
/// <param name="Pods">The number of Pods of all functions together.</param>
/// <param name="Nodes">The number of simulated nodes.</param>
/// <param name="Converged">
/// Whether all Pods ran, were visible at the API server, and were gone again, each within the time-out, and whether all levels agreed
/// each time.
/// </param>
/// <param name="Violations">How many times a checked property did not hold.</param>
/// <param name="ScaleUpMs">From the first scale request until all Pods ran at their nodes; null if they did not.</param>
/// <param name="VisibleMs">From the first scale request until a watch showed all Pods as Ready; null if it did not.</param>
/// <param name="ScaleDownMs">
/// From the first request to scale to 0 until no node and no watch showed a Pod; null if that did not happen.
/// </param>
/// <param name="PodStartP50Ms">The median time from the ReplicaSet stage's decision until the Pod ran; null if no Pod ran.</param>
/// <param name="PodStartP99Ms">The 99th percentile of the same time.</param>
/// <param name="Messages">Messages over all links in both directions, for scaling up and down.</param>
/// <param name="BytesPerPod">Bytes over all links in both directions, divided by the number of Pods; null without Pods.</param>
/// <param name="Seed">The seed of names, epochs and jitter.</param>
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
    /// <summary>A report of a demo that has not run.</summary>
    public static DemoReport Of(DemoSettings settings) => new(
        settings.Functions,
        settings.Pods,
        settings.Nodes,
        Converged: false,
        Violations: 0,
        ScaleUpMs: null,
        VisibleMs: null,
        ScaleDownMs: null,
        PodStartP50Ms: null,
        PodStartP99Ms: null,
        Messages: 0,
        BytesPerPod: null,
        settings.Seed);

    /// <summary>The report as text for people.</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"""

        {Counted.Text(Functions, "function")}, {Counted.Text(Pods, "Pod")}, {Counted.Text(Nodes, "node")} (seed {Seed})
          all running at the nodes    {Milliseconds(ScaleUpMs)}
          all Ready at the API server {Milliseconds(VisibleMs)}
          all gone again              {Milliseconds(ScaleDownMs)}
          decision to running         p50 {Milliseconds(PodStartP50Ms)}, p99 {Milliseconds(PodStartP99Ms)}
          over the links              {Counted.Text(Messages, "message")}, {BytesPerPod ?? 0:0} bytes a Pod
          {(Converged ? "converged" : "DID NOT CONVERGE")}, {ViolationsText}
        """);

    private string ViolationsText => Violations == 0
        ? "no violation of the checked properties"
        : Counted.Text(Violations, "violation").ToUpperInvariant();

    private static string Milliseconds(double? value) =>
        value is { } ms ? string.Create(CultureInfo.InvariantCulture, $"{ms,8:0.0} ms") : "   never";
}
