using System.ComponentModel.DataAnnotations;
using KubeDirect.Primitives;

namespace KubeDirect.KubeAdapter.Kubelet.Simulated;

/// <summary>The options of a simulated runtime. Immutable; checked when a runtime is made.</summary>
public sealed record SimulatedPodRuntimeOptions
{
    /// <summary>The range of the node's Pod addresses, such as <c>10.64.3.0/24</c>.</summary>
    [Required(ErrorMessage = "PodCidr must not be empty.")]
    public required string PodCidr { get; init; }

    /// <summary>The time from <see cref="SimulatedPodRuntime.Start"/> until the Pod runs and is ready; not negative.</summary>
    [NotNegative]
    public TimeSpan StartDelay { get; init; }

    /// <summary>The share of Pods that stop instead of starting; from 0 to 1.</summary>
    [Range(0.0, 1.0, ErrorMessage = "FailureRate must be between 0 and 1.")]
    public double FailureRate { get; init; }

    /// <summary>How long a Pod is ready before it loses its readiness; null for ever.</summary>
    [Positive]
    public TimeSpan? ReadyFor { get; init; }

    /// <summary>The time until a Pod that lost its readiness is ready again.</summary>
    [Positive]
    public TimeSpan UnreadyFor { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether a Pod's containers restart when it loses its readiness.</summary>
    public bool Restarts { get; init; }

    /// <summary>Seed of the choice of Pods that do not start.</summary>
    public int Seed { get; init; }
}
