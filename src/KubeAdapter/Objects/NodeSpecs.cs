using System.Collections.Immutable;
using k8s.Models;
using KubeDirect.StateMachine;

namespace KubeDirect.KubeAdapter.Objects;

/// <summary>Reads from a Node object what matters to the Scheduler.</summary>
public static class NodeSpecs
{
    /// <summary>What the Node offers, without the taint that keeps other schedulers off.</summary>
    public static NodeSpec Of(V1Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var allocatable = node.Status?.Allocatable ?? node.Status?.Capacity
            ?? new Dictionary<string, ResourceQuantity>(StringComparer.Ordinal);
        return new NodeSpec(
            new Resources(
                Quantities.Milli(allocatable.TryGetValue("cpu", out var cpu) ? cpu : null),
                Quantities.Whole(allocatable.TryGetValue("memory", out var memory) ? memory : null),
                (int)Math.Min(int.MaxValue, Quantities.Whole(allocatable.TryGetValue("pods", out var pods) ? pods : null))),
            node.Metadata?.Labels?.ToImmutableSortedDictionary(StringComparer.Ordinal)
                ?? ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
            [
                .. (node.Spec?.Taints ?? []).Where(taint => !IsChainTaint(taint))
                    .Select(taint => new Taint(taint.Key, taint.Value ?? "", taint.Effect)),
            ],
            node.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true,
            node.Spec?.Unschedulable == true);
    }

    /// <summary>Where the node's agent listens, as <c>host:port</c>; null if the Node does not say.</summary>
    public static string? LinkAddress(V1Node node) => Annotation(node, Names.LinkAddressAnnotation);

    /// <summary>The mark of the node's cancellation; null if it is not cancelled.</summary>
    public static string? CancelledMark(V1Node node) => Annotation(node, Names.CancelledAnnotation) is { Length: > 0 } mark ? mark : null;

    internal static bool IsChainTaint(V1Taint taint) => taint is { Key: Names.NodeTaintKey, Effect: Names.NodeTaintEffect };

    private static string? Annotation(V1Node node, string name) =>
        node?.Metadata?.Annotations is { } annotations && annotations.TryGetValue(name, out var value) ? value : null;
}
