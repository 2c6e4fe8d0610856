using k8s.Models;
using KubeDirect.Kubernetes.Objects;

namespace KubeDirect.KubeAdapter.Kubelet.Runtimes;

/// <summary>What runs the Pods of one node: the only place where Pods become containers. One instance serves one node.</summary>
/// <remarks>
/// <para>
/// The contract. The Kubelet stage relies on all of it, whatever the runtime, and a test suite checks it
/// (<c>PodRuntimeContractTests</c>).
/// </para>
/// <list type="number">
/// <item>
/// A Pod is started at most once. A <see cref="Start"/> of a Pod that the runtime has already, or that has stopped, does nothing.
/// </item>
/// <item>A Pod that runs is reported by one <see cref="RuntimeEvent.Started"/>, with an address that no other running Pod of the node has
/// and with the
/// status of each of its containers. What changes later is reported by <see cref="RuntimeEvent.Changed"/>.</item>
/// <item><see cref="RuntimeEvent.Stopped"/> is said only of a Pod that does not run and never will. Nothing is reported of a Pod after it,
/// except in answer to another <see cref="Stop"/>.</item>
/// <item>Every <see cref="Stop"/> is answered by <see cref="RuntimeEvent.Stopped"/>, also one of a Pod that the runtime does not have. A
/// Pod that ends by
/// itself, or that does not come up, is reported by it too.</item>
/// <item>The list of <see cref="RecoverAsync"/> is complete: a Pod that is not in it does not run and never will, unless it is started
/// later.
/// The runtime goes on reporting of the Pods in the list.</item>
/// </list>
/// <para>Thread-safe. <see cref="Start"/> and <see cref="Stop"/> return at once: what takes time is done elsewhere and reported. Whether
/// a Pod outlives the process
/// of its agent is the runtime's own affair: the list says what did.</para>
/// </remarks>
public interface IPodRuntime : IAsyncDisposable
{
    /// <summary>Lists what may run on the node, and begins to report. Called once, before anything else.</summary>
    /// <param name="report">
    /// Takes events. The runtime calls it from any thread, also inside <see cref="Start"/> and <see cref="Stop"/>, but for one Pod in
    /// order and one at a time. It returns soon.
    /// </param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Every Pod that runs or may still run: those of former agents of this node.</returns>
    Task<IReadOnlyList<RecoveredPod>> RecoverAsync(Action<RuntimeEvent> report, CancellationToken cancellation);

    /// <summary>Starts a Pod.</summary>
    /// <param name="pod">
    /// The whole Pod as it is published, bound to the node. It has no UID, because its object may not exist yet: namespace and name are
    /// its identity, and no other
    /// Pod ever has them. Must not be changed.
    /// </param>
    void Start(V1Pod pod);

    /// <summary>Stops a Pod for good, whether it runs, is starting or is unknown.</summary>
    /// <param name="pod">Its namespace and name.</param>
    void Stop(ObjectKey pod);
}
