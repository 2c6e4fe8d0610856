using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>A Pod as its Kubelet holds it.</summary>
/// <param name="Phase"><see cref="Phase.Starting"/>, <see cref="Phase.Ready"/> or <see cref="Phase.Terminating"/>.</param>
/// <param name="Requests">What the Scheduler counted for it.</param>
public readonly record struct LocalPod(Phase Phase, Resources Requests);

/// <summary>A Kubelet's memory. Immutable.</summary>
/// <param name="Node">The node.</param>
/// <param name="Above">The link from the Scheduler.</param>
/// <param name="Pods">The Pods that its runtime was told to run and that have not ended.</param>
/// <param name="Objects">What the API server is known to show, also of Pods that have ended.</param>
/// <param name="Unpublished">Pods whose object differs from them and for which no request is in flight.</param>
/// <param name="Requests">How many requests are in flight.</param>
public sealed record KubeletState(
    NodeName Node,
    LinkAbove Above,
    ImmutableDictionary<PodId, LocalPod> Pods,
    ImmutableDictionary<PodId, Publication> Objects,
    ImmutableSortedSet<PodId> Unpublished,
    int Requests)
{
    /// <summary>The marks of its Node that it has seen and obeyed.</summary>
    public ImmutableHashSet<string> Drained { get; init; } = [];

    /// <summary>The memory of a Kubelet that has just started and whose runtime runs nothing.</summary>
    /// <param name="node">The node's name.</param>
    public static KubeletState Initial(NodeName node) =>
        new(node, default, ImmutableDictionary<PodId, LocalPod>.Empty, ImmutableDictionary<PodId, Publication>.Empty, [], 0);

    /// <summary>The phase of a Pod; <see cref="Phase.Gone"/> if it is not held.</summary>
    public Phase PhaseOf(PodId pod) => Pods.TryGetValue(pod, out var local) ? local.Phase : Phase.Gone;

    /// <summary>What the API server is known to show of a Pod.</summary>
    public Publication ObjectOf(PodId pod) => Objects.TryGetValue(pod, out var publication) ? publication : new Publication(Shown.None, "");

    internal KubeletState WithPod(PodId pod, LocalPod? local) =>
        (this with { Pods = local is { } value ? Pods.SetItem(pod, value) : Pods.Remove(pod) }).Compare(pod);

    internal KubeletState WithObject(PodId pod, Publication publication)
    {
        var requests = Requests + (publication.InFlight ? 1 : 0) - (ObjectOf(pod).InFlight ? 1 : 0);
        return (this with { Objects = Objects.SetItem(pod, publication), Requests = requests }).Compare(pod);
    }

    /// <summary>Notes whether a request is called for; forgets the object of a Pod that has ended and shows nothing.</summary>
    private KubeletState Compare(PodId pod)
    {
        var phase = PhaseOf(pod);
        var publication = ObjectOf(pod);
        var forget = phase == Phase.Gone && publication.Shown is (Shown.None or Shown.Lost);
        return this with
        {
            Objects = forget ? Objects.Remove(pod) : Objects,
            Unpublished = publication.NextRequest(phase) is null ? Unpublished.Remove(pod) : Unpublished.Add(pod),
        };
    }
}
