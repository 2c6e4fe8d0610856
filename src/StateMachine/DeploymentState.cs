using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>The Deployment stage's memory. Immutable.</summary>
/// <param name="Incarnation">The number of this run, drawn at random.</param>
/// <param name="Above">The link from the Autoscaler.</param>
/// <param name="Below">The link to the ReplicaSet stage.</param>
/// <param name="Recovered">Whether the link below was in sync in this incarnation.</param>
/// <param name="Listed">Whether all Deployments were seen once.</param>
/// <param name="Held">Counts by Deployment, as the Autoscaler set them.</param>
/// <param name="Current">By Deployment: the ReplicaSet that carries its template.</param>
/// <param name="Owners">The inverse of <paramref name="Current"/>.</param>
/// <param name="Known">
/// ReplicaSets that Deployments own at the API server, current or not: the stage below may run Pods of one without knowing a count of it.
/// </param>
/// <param name="View">What the ReplicaSet stage holds or was sent.</param>
public sealed record DeploymentState(
    ulong Incarnation,
    LinkAbove Above,
    LinkBelow Below,
    bool Recovered,
    bool Listed,
    ImmutableSortedDictionary<ScaleKey, Count> Held,
    ImmutableDictionary<ScaleKey, ScaleKey> Current,
    ImmutableDictionary<ScaleKey, ScaleKey> Owners,
    ImmutableSortedSet<ScaleKey> Known,
    ScaleView View) : IScaleUpstream<DeploymentState>, IScaleDownstream<DeploymentState>
{
    StageKind IStageState.Kind => StageKind.Deployment;

    ulong? IStageState.Incarnation => Incarnation;

    NodeName IStageState.Node => NodeName.None;

    LinkAbove? IStageState.Above => Above;

    Epoch IUpstream<DeploymentState>.FreshEpoch => new(Incarnation, Below.Epoch.Counter + 1);

    IEnumerable<ScaleKey> IScaleUpstream<DeploymentState>.WantedKeys => Owners.Keys.Concat(Known);

    /// <summary>The memory of a stage that has just started.</summary>
    /// <param name="incarnation">A number that no other run of any stage has.</param>
    public static DeploymentState Initial(ulong incarnation) => new(
        incarnation,
        default,
        default,
        Recovered: false,
        Listed: false,
        ImmutableSortedDictionary<ScaleKey, Count>.Empty,
        ImmutableDictionary<ScaleKey, ScaleKey>.Empty,
        ImmutableDictionary<ScaleKey, ScaleKey>.Empty,
        [],
        ScaleView.Empty);

    /// <summary>
    /// What is wanted of a ReplicaSet: its Deployment's count; 0 if it is not the current ReplicaSet of a Deployment; null if nothing is
    /// known.
    /// </summary>
    public Desired? Want(ScaleKey key) =>
        Owners.TryGetValue(key, out var deployment)
            ? Held.TryGetValue(deployment, out var count) ? new Desired(count.Replicas) : null
            : Listed ? new Desired(0, Gone: !Known.Contains(key)) : null;

    /// <inheritdoc/>
    public LinkBelow? LinkTo(LinkId link) => link == LinkId.Only ? Below : null;

    DeploymentState IUpstream<DeploymentState>.WithBelow(LinkId link, LinkBelow below) =>
        this with { Below = below, Recovered = Recovered || below.InSync };

    DeploymentState IDownstream<DeploymentState>.WithAbove(LinkAbove above) => this with { Above = above };

    Message IDownstream<DeploymentState>.Snapshot() => new ScaleSnapshot(Above.Epoch, Held);

    DeploymentState IScaleUpstream<DeploymentState>.WithView(ScaleView view) => this with { View = view };

    Count? IScaleDownstream<DeploymentState>.HeldOf(ScaleKey key) => Held.TryGetValue(key, out var held) ? held : null;

    DeploymentState IScaleDownstream<DeploymentState>.WithHeld(ScaleKey key, Count count)
    {
        var next = (this with { Held = Held.SetItem(key, count) }).Tidy(key);
        return Current.TryGetValue(key, out var current) ? next.Compare(current) : next;
    }

    /// <summary>Notes whether the ReplicaSet is to be pushed.</summary>
    internal DeploymentState Compare(ScaleKey replicaSet) =>
        this with { View = View.Compare(replicaSet, IsNamed(replicaSet) || View.Sent.ContainsKey(replicaSet) ? Want(replicaSet) : null) };

    /// <summary>
    /// Whether anything at the API server names a ReplicaSet, so that the level below must know how many Pods of it are wanted.
    /// </summary>
    internal bool IsNamed(ScaleKey replicaSet) => Owners.ContainsKey(replicaSet) || Known.Contains(replicaSet);

    /// <summary>
    /// Forgets the count of a Deployment that is gone; otherwise such counts would accumulate. A 0 for a Deployment that this stage has not
    /// seen yet is kept.
    /// </summary>
    internal DeploymentState Tidy(ScaleKey deployment) =>
        !Current.ContainsKey(deployment) && Held.TryGetValue(deployment, out var count) && count.Gone
            ? this with { Held = Held.Remove(deployment) }
            : this;
}
