namespace KubeDirect.Tests.ControlPlane;

/// <summary>What a <see cref="LocalControlPlane"/> consists of. The defaults
/// are etcd, kube-apiserver, controller manager and scheduler.</summary>
public sealed record ControlPlaneOptions
{
    /// <summary>Whether kube-controller-manager runs.</summary>
    public bool ControllerManager { get; init; } = true;

    /// <summary>The <c>--controllers</c> of kube-controller-manager. Ignored
    /// with <see cref="OrdinaryPathFilter"/>, which needs its own.</summary>
    public string Controllers { get; init; } = "*";

    /// <summary>Whether kube-scheduler runs.</summary>
    public bool Scheduler { get; init; } = true;

    /// <summary>Number of hollow kubelets (kubemark), from 0. Their nodes are
    /// <c>hollow-0</c>, <c>hollow-1</c>, …, each with room for 110 Pods.</summary>
    public int HollowKubelets { get; init; }

    /// <summary>
    /// The layout for a cluster in which the chain runs: kube-controller-manager without the Deployment and ReplicaSet
    /// controllers, and a second one with these two alone, behind an
    /// <see cref="KubeAdapter.OrdinaryPath.OrdinaryPathFilter"/> that hides what the chain manages.
    /// </summary>
    public bool OrdinaryPathFilter { get; init; }

    /// <summary>
    /// <c>--kube-api-qps</c> and <c>--kube-api-burst</c> of controller managers and scheduler, in requests a second; null for
    /// Kubernetes's defaults. kubemark has no such flag: a hollow kubelet always has 10 a second with a burst of 20.
    /// </summary>
    public int? ClientRate { get; init; }

    /// <summary>Where the components log to; null for a folder of its own that is removed at the end unless the start failed.</summary>
    public string? LogFolder { get; init; }

    /// <summary>How long each wait of the start may take before it counts as failed.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(3);
}
