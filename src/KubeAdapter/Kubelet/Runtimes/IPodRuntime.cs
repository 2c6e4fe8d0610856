using k8s.Models;
using KubeDirect.Kubernetes.Objects;

namespace KubeDirect.KubeAdapter.Kubelet.Runtimes;

/// <summary>Runs the Pods of one node. Only here do Pods become containers. One instance serves one node.</summary>
/// <remarks>
/// <para>
/// This is a contract. The Kubelet stage relies on all of it, and a test suite checks each runtime against it
/// (<c>PodRuntimeContractTests</c>).
/// </para>
/// <list type="number">
/// <item>
/// A Pod is started at most once. A <see cref="Start"/> of a Pod that the runtime has already does nothing. Of a Pod that has stopped there
/// is none: a name is used once.
/// </item>
/// <item>
/// A Pod that runs is reported by one <see cref="RuntimeEvent.Started"/>, with an address that no other running Pod of the node has, and
/// with the status of each of its containers. Later changes are reported by <see cref="RuntimeEvent.Changed"/>.
/// </item>
/// <item>
/// <see cref="RuntimeEvent.Stopped"/> is reported only of a Pod that does not run and never will. Nothing is reported of a Pod after it,
/// except in answer to another <see cref="Stop"/>.
/// </item>
/// <item>
/// Every <see cref="Stop"/> is answered by <see cref="RuntimeEvent.Stopped"/>, even if the runtime does not have the Pod. A Pod that ends
/// by itself or fails to start is reported by <see cref="RuntimeEvent.Stopped"/>, too.
/// </item>
/// <item>
/// The list of <see cref="RecoverAsync"/> is complete: a Pod that is not in it does not run and never will, unless it is started later. The
/// runtime goes on reporting of the Pods in the list.
/// </item>
/// </list>
/// <para>
/// Thread-safe. <see cref="Start"/> and <see cref="Stop"/> return at once: slow work is done elsewhere, and its result is reported. Each
/// runtime decides whether a Pod outlives the process of its agent. The list says which Pods did.
/// </para>
/// </remarks>
public interface IPodRuntime : IAsyncDisposable
{
    /// <summary>Lists the Pods that may run on the node, and begins to report. Called once, before the other methods.</summary>
    /// <param name="report">
    /// Takes events. The runtime may call it from any thread, also inside <see cref="Start"/> and <see cref="Stop"/>. The events of one Pod
    /// come in order and one at a time. It returns soon.
    /// </param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>Every Pod of former agents of this node that runs or may still run.</returns>
    Task<IReadOnlyList<RecoveredPod>> RecoverAsync(Action<RuntimeEvent> report, CancellationToken cancellation);

    /// <summary>Starts a Pod.</summary>
    /// <param name="pod">
    /// The whole Pod as it is published, bound to the node. It has no UID, because its object may not exist yet. Its identity is its
    /// namespace and its name, which no other Pod ever has. Must not be changed.
    /// </param>
    void Start(V1Pod pod);

    /// <summary>Stops a Pod for good, whether it runs, is starting or is unknown.</summary>
    /// <param name="pod">Its namespace and name.</param>
    void Stop(ObjectKey pod);
}
