using System.ComponentModel.DataAnnotations;
using KubeDirect.KubeAdapter.Kubelet.Runtimes;
using KubeDirect.Primitives;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>How the nodes of one process run. Immutable; checked when they start.</summary>
public sealed record NodeHostOptions : IValidatableObject
{
    /// <summary>The nodes: at least one, each with a name of its own.</summary>
    public required IReadOnlyList<NodeAgentOptions> Nodes { get; init; }

    /// <summary>Makes the runtime of a node. The host disposes of it.</summary>
    public required Func<NodeAgentOptions, IPodRuntime> Runtime { get; init; }

    /// <summary>Requests about Pods that a node has under way at most, those that wait to be tried again included; at least 1.</summary>
    /// <remarks>
    /// By default one for each Pod of a large node, so that Pods that are refused do not keep others waiting. What is really in flight,
    /// the connection limits.
    /// </remarks>
    [Positive]
    public int RequestsPerNode { get; init; } = 4096;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Nodes.Count == 0 || Nodes.DistinctBy(node => node.Name, StringComparer.Ordinal).Count() != Nodes.Count)
        {
            yield return new ValidationResult("At least one node is needed, and each needs a name of its own.");
        }
    }
}
