using KubeDirect.Kubernetes.Objects;

namespace KubeDirect.KubeAdapter.Kubelet.Runtimes;

/// <summary>What a runtime reports of a Pod. A closed family: it has no members except those nested here. Immutable.</summary>
/// <param name="Pod">The Pod's namespace and name.</param>
public abstract record RuntimeEvent(ObjectKey Pod)
{
    /// <summary>The Pod runs.</summary>
    /// <param name="Pod">The Pod's namespace and name.</param>
    /// <param name="Status">Its address and its containers, ready or not.</param>
    public sealed record Started(ObjectKey Pod, PodRunStatus Status) : RuntimeEvent(Pod);

    /// <summary>The status of a Pod that runs has changed: it became ready or lost its readiness, or a container restarted.</summary>
    /// <param name="Pod">The Pod's namespace and name.</param>
    /// <param name="Status">The whole status, and not the difference.</param>
    public sealed record Changed(ObjectKey Pod, PodRunStatus Status) : RuntimeEvent(Pod);

    /// <summary>The Pod does not run and never will.</summary>
    /// <param name="Pod">The Pod's namespace and name.</param>
    /// <param name="Reason">Why, in a sentence for logs.</param>
    public sealed record Stopped(ObjectKey Pod, string Reason) : RuntimeEvent(Pod);
}
