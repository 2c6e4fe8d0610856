using System.ComponentModel.DataAnnotations;
using KubeDirect.KubeAdapter.Kubelet.Runtimes;
using KubeDirect.Primitives;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>The options of the nodes of one process. Immutable; checked when they start.</summary>
public sealed record NodeHostOptions : IValidatableObject
{
    /// <summary>The nodes: at least one, each with a name of its own.</summary>
    public required IReadOnlyList<NodeAgentOptions> Nodes { get; init; }

    /// <summary>Makes the runtime of a node. The host disposes of it.</summary>
    public required Func<NodeAgentOptions, IPodRuntime> Runtime { get; init; }

    /// <summary>
    /// The largest number of requests about Pods that a node has at a time, with those that wait to be repeated; at least 1.
    /// </summary>
    /// <remarks>
    /// The default is one for each Pod of a large node, so that refused Pods do not delay others. The connection limits the requests that
    /// are really in flight.
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
