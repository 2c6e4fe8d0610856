using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

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
    int Requests) : IDownstream<KubeletState>
{
    /// <summary>The marks of its Node for which it has ended what it ran.</summary>
    public ImmutableHashSet<string> Drained { get; init; } = [];

    StageKind IStageState.Kind => StageKind.Kubelet;

    ulong? IStageState.Incarnation => null;

    LinkAbove? IStageState.Above => Above;

    // The tail has nothing below it to recover from: what its runtime runs is what is true.
    bool IDownstream<KubeletState>.Recovered => true;

    /// <summary>The memory of a Kubelet that has just started and whose runtime runs nothing.</summary>
    /// <param name="node">The node's name.</param>
    public static KubeletState Initial(NodeName node) =>
        new(node, default, ImmutableDictionary<PodId, LocalPod>.Empty, ImmutableDictionary<PodId, Publication>.Empty, [], 0);

    /// <summary>The phase of a Pod; <see cref="Phase.Gone"/> if it is not held.</summary>
    public Phase PhaseOf(PodId pod) => Pods.TryGetValue(pod, out var local) ? local.Phase : Phase.Gone;

    /// <summary>What the API server is known to show of a Pod.</summary>
    public Publication ObjectOf(PodId pod) => Objects.TryGetValue(pod, out var publication) ? publication : new Publication(Shown.None, "");

    /// <summary>Null: nothing is below a Kubelet.</summary>
    public LinkBelow? LinkTo(LinkId link) => null;

    KubeletState IDownstream<KubeletState>.WithAbove(LinkAbove above) => this with { Above = above };

    Message IDownstream<KubeletState>.Snapshot() => new PodSnapshot(
        Above.Epoch,
        [.. Pods.Select(pair => new PodReport(pair.Key, pair.Value.Phase, Node, pair.Value.Requests)).OrderBy(report => report.Pod)],
        []);

    /// <summary>Whether it holds the Pod or knows an object of it.</summary>
    internal bool Knows(PodId pod) => Pods.ContainsKey(pod) || Objects.ContainsKey(pod);

    /// <summary>Holds a Pod in this state, or drops it, and notes whether a request is to be issued.</summary>
    internal KubeletState WithPod(PodId pod, LocalPod? local) =>
        (this with { Pods = local is { } value ? Pods.SetItem(pod, value) : Pods.Remove(pod) }).Compare(pod);

    /// <summary>
    /// Notes what the API server shows of a Pod, counts the requests in flight, and notes whether a request is to be issued.
    /// </summary>
    internal KubeletState WithObject(PodId pod, Publication publication)
    {
        var requests = Requests + (publication.InFlight ? 1 : 0) - (ObjectOf(pod).InFlight ? 1 : 0);
        return (this with { Objects = Objects.SetItem(pod, publication), Requests = requests }).Compare(pod);
    }

    /// <summary>
    /// Notes whether a request is to be issued. Forgets the object of a Pod that has ended if there is nothing to delete.
    /// </summary>
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
