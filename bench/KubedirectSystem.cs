using System.Text.Json;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Tests.ControlPlane;

namespace KubeDirect.Bench;

/// <summary>The chain, as <c>kubedirect run</c> in a process of its own, on a control plane in the layout that it needs.</summary>
internal sealed class KubedirectSystem : IBenchSystem
{
    private const string Prefix = "kubedirect-";

    private LocalControlPlane? plane;
    private Component? program;

    /// <inheritdoc/>
    public LocalControlPlane Plane => plane ?? throw new InvalidOperationException("The system has not been started.");

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> DeploymentLabels { get; } =
        new Dictionary<string, string> { [Names.ManagedLabel] = Names.ManagedValue };

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        plane = await LocalControlPlane.StartAsync(new ControlPlaneOptions { OrdinaryPathFilter = true }, cancellationToken);
        program = plane.StartProgram(
            "kubedirect",
            "dotnet",
            Path.Combine(AppContext.BaseDirectory, "kubedirect.dll"),
            "run",
            $"--kubeconfig={plane.AdminKubeconfig}",
            $"--nodes={Options.Nodes}",
            $"--node-prefix={Prefix}",
            "--progress",
            // A hollow kubelet's fake runtime starts a container at once, so the simulated one does too.
            "--start-delay=0");
        await plane.WaitForAsync("the chain's nodes are Ready", AreNodesReadyAsync, cancellationToken: cancellationToken);
    }

    /// <inheritdoc/>
    public DateTimeOffset? WhenRunning(int pods, DateTimeOffset since)
    {
        using var log = new StreamReader(new FileStream(program!.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return log.ReadToEnd().Split('\n')
            .Where(line => line.StartsWith("{\"at\"", StringComparison.Ordinal) && line.EndsWith('}'))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.GetProperty("running").GetInt32() == pods)
            .Select(line => (DateTimeOffset?)line.GetProperty("at").GetDateTimeOffset())
            .FirstOrDefault(at => at >= since);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => plane?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<bool> AreNodesReadyAsync(CancellationToken cancellationToken)
    {
        JsonElement nodes = await Plane.GetAsync("/api/v1/nodes", cancellationToken);
        return nodes.GetProperty("items").EnumerateArray().Count(IsReady) == Options.Nodes;
    }

    private static bool IsReady(JsonElement node) =>
        node.GetProperty("status").TryGetProperty("conditions", out JsonElement conditions)
        && conditions.EnumerateArray().Any(condition =>
            condition.GetProperty("type").ValueEquals("Ready") && condition.GetProperty("status").ValueEquals("True"));
}
