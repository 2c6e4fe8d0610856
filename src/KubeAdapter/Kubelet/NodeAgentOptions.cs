using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using KubeDirect.Primitives;
using KubeDirect.StateMachine;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>The options of a node agent. Immutable; checked when the agent starts.</summary>
public sealed record NodeAgentOptions
{
    /// <summary>The node's name: a DNS subdomain, unique in the cluster.</summary>
    [Required(ErrorMessage = "A node must have a name.")]
    public required string Name { get; init; }

    /// <summary>What all Pods together may take. The Node shows it as capacity and as allocatable.</summary>
    public required Resources Capacity { get; init; }

    /// <summary>The node's IP address.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Where the agent listens for its link, as <c>host:port</c>; null if the Node does not show it.</summary>
    public string? LinkAddress { get; init; }

    /// <summary>The range of the addresses of the node's Pods, written when the Node is created; null for none.</summary>
    public string? PodCidr { get; init; }

    /// <summary>Labels beyond those that every node has.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The version that <c>kubectl get nodes</c> shows.</summary>
    public string Version { get; init; } = "v0.1.0-kubedirect";

    /// <summary>How long the node counts as alive after a renewal of its Lease; whole seconds.</summary>
    [Positive]
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>The time between two renewals of the Lease, which are also looks at the Node.</summary>
    [Positive]
    public TimeSpan RenewInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time after which the status is written even if nothing changed.</summary>
    [Positive]
    public TimeSpan StatusInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Seed of the jitter; different for each node.</summary>
    public int Seed { get; init; }
}
