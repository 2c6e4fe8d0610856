using KubeDirect.Tests.ControlPlane;

namespace KubeDirect.Bench;

/// <summary>Kubernetes with hollow kubelets, with its default rate limits or with others.</summary>
/// <param name="clientRate">
/// The rate limit of each client of the controller manager and the scheduler, in requests a second; null for the defaults.
/// </param>
internal sealed class KubernetesSystem(int? clientRate) : IBenchSystem
{
    private LocalControlPlane? plane;

    /// <inheritdoc/>
    public LocalControlPlane Plane => plane ?? throw new InvalidOperationException("The system has not been started.");

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> DeploymentLabels { get; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken) => plane = await LocalControlPlane.StartAsync(
        new ControlPlaneOptions { HollowKubelets = Options.Nodes, ClientRate = clientRate }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => plane?.DisposeAsync() ?? ValueTask.CompletedTask;
}
