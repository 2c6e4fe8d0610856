using KubeDirect.Tests.ControlPlane;
using Xunit;

namespace KubeDirect.Tests.E2e;

/// <summary>
/// One real cluster for all tests of the collection <see cref="Name"/>, in the layout that the chain runs in: built-in Deployment
/// and ReplicaSet controllers behind the filter, and one hollow kubelet, <c>hollow-0</c>, for what is not marked.
/// </summary>
/// <remarks>The logs of the last run stay in <c>artifacts/e2e</c>.</remarks>
public sealed class ClusterFixture : IAsyncLifetime
{
    /// <summary>The name of the collection.</summary>
    public const string Name = "cluster";

    private LocalControlPlane? plane;

    /// <summary>The control plane.</summary>
    public LocalControlPlane Plane => plane ?? throw new InvalidOperationException("The cluster has not been started.");

    /// <summary>Makes a namespace for one test, so that tests don't see each other's objects; it goes when disposed.</summary>
    /// <param name="prefix">The start of its name.</param>
    public async Task<TestNamespace> CreateNamespaceAsync(string prefix)
    {
        var created = new TestNamespace(Plane, $"{prefix}-{Guid.NewGuid().ToString("N")[..6]}");
        await Plane.KubectlAsync("create", "namespace", created.Name);
        // Without its service account, the API server refuses Pods.
        await Plane.WaitForAsync(
            $"namespace {created.Name} has its service account",
            async _ => (await created.RunAsync("get", "serviceaccount", "default", "-o", "jsonpath={.secrets[0].name}")).Output.Length > 0);
        return created;
    }

    /// <inheritdoc/>
    public async Task InitializeAsync() => plane = await LocalControlPlane.StartAsync(new ControlPlaneOptions
    {
        HollowKubelets = 1,
        OrdinaryPathFilter = true,
        LogFolder = Path.Combine(Repository.Root, "artifacts", "e2e"),
    });

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (plane is not null)
        {
            await plane.DisposeAsync();
        }
    }
}
