using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>The ReplicaSet stage's memory. Immutable.</summary>
/// <param name="Incarnation">The number of this run, drawn at random.</param>
/// <param name="Above">The link from the Deployment stage.</param>
/// <param name="Below">The link to the Scheduler.</param>
/// <param name="Recovered">Whether the link below was in sync in this incarnation.</param>
/// <param name="Listed">Whether all ReplicaSets were seen once.</param>
/// <param name="Named">How many names were used up; the next name has this ordinal or a higher one.</param>
/// <param name="ReplicaSets">By ReplicaSet: what is wanted and what is there.</param>
/// <param name="Unsettled">ReplicaSets with more or fewer live Pods than wanted.</param>
public sealed record ReplicaSetState(
    ulong Incarnation,
    LinkAbove Above,
    LinkBelow Below,
    bool Recovered,
    bool Listed,
    ulong Named,
    ImmutableSortedDictionary<ScaleKey, ReplicaSetView> ReplicaSets,
    ImmutableSortedSet<ScaleKey> Unsettled) : IUpstream<ReplicaSetState>, IScaleDownstream<ReplicaSetState>
{
    StageKind IStageState.Kind => StageKind.ReplicaSet;

    ulong? IStageState.Incarnation => Incarnation;

    NodeName IStageState.Node => NodeName.None;

    LinkAbove? IStageState.Above => Above;

    Epoch IUpstream<ReplicaSetState>.FreshEpoch => new(Incarnation, Below.Epoch.Counter + 1);

    /// <summary>The memory of a stage that has just started.</summary>
    /// <param name="incarnation">A number that no other run of any stage has.</param>
    public static ReplicaSetState Initial(ulong incarnation) =>
        new(
            incarnation,
            default,
            default,
            Recovered: false,
            Listed: false,
            0,
            ImmutableSortedDictionary<ScaleKey, ReplicaSetView>.Empty,
            []);

    /// <summary>A ReplicaSet as it is held; <see cref="ReplicaSetView.Empty"/> if it is unknown.</summary>
    public ReplicaSetView ViewOf(ScaleKey key) => ReplicaSets.TryGetValue(key, out var view) ? view : ReplicaSetView.Empty;

    /// <inheritdoc/>
    public LinkBelow? LinkTo(LinkId link) => link == LinkId.Only ? Below : null;

    ReplicaSetState IUpstream<ReplicaSetState>.WithBelow(LinkId link, LinkBelow below) => WithBelow(below);

    ReplicaSetState IDownstream<ReplicaSetState>.WithAbove(LinkAbove above) => this with { Above = above };

    Message IDownstream<ReplicaSetState>.Snapshot() => new ScaleSnapshot(
        Above.Epoch,
        ReplicaSets.Where(pair => pair.Value.Held is not null).ToImmutableSortedDictionary(
            pair => pair.Key,
            pair => pair.Value.Held!.Value));

    Count? IScaleDownstream<ReplicaSetState>.HeldOf(ScaleKey key) => ViewOf(key).Held;

    ReplicaSetState IScaleDownstream<ReplicaSetState>.WithHeld(ScaleKey key, Count count) => With(key, ViewOf(key) with { Held = count });

    /// <summary>Replaces the end of the link below. The first time that it is in sync, the stage has recovered.</summary>
    internal ReplicaSetState WithBelow(LinkBelow below) => this with { Below = below, Recovered = Recovered || below.InSync };

    /// <summary>Replaces what is held of a ReplicaSet, or forgets it, and notes whether it has as many Pods as are wanted.</summary>
    internal ReplicaSetState With(ScaleKey key, ReplicaSetView view)
    {
        if (view.IsForgettable)
        {
            return this with { ReplicaSets = ReplicaSets.Remove(key), Unsettled = Unsettled.Remove(key) };
        }

        var settled = view.Excess(Listed) is null or 0;
        return this with
        {
            ReplicaSets = ReplicaSets.SetItem(key, view),
            Unsettled = settled ? Unsettled.Remove(key) : Unsettled.Add(key),
        };
    }
}
