using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>The Autoscaler's memory. Immutable.</summary>
/// <param name="Incarnation">The number of this run, drawn at random.</param>
/// <param name="Below">The link to the Deployment stage.</param>
/// <param name="Listed">Whether all Deployments were seen once.</param>
/// <param name="Wants">Desired counts by Deployment.</param>
/// <param name="View">What the Deployment stage holds or was sent.</param>
public sealed record AutoscalerState(
    ulong Incarnation,
    LinkBelow Below,
    bool Listed,
    ImmutableSortedDictionary<ScaleKey, int> Wants,
    ScaleView View)
    : IScaleUpstream<AutoscalerState>
{
    StageKind IStageState.Kind => StageKind.Autoscaler;

    ulong? IStageState.Incarnation => Incarnation;

    NodeName IStageState.Node => NodeName.None;

    LinkAbove? IStageState.Above => null;

    Epoch IUpstream<AutoscalerState>.FreshEpoch => new(Incarnation, Below.Epoch.Counter + 1);

    IEnumerable<ScaleKey> IScaleUpstream<AutoscalerState>.WantedKeys => Wants.Keys;

    /// <summary>The memory of a stage that has just started.</summary>
    /// <param name="incarnation">A number that no other run of any stage has.</param>
    public static AutoscalerState Initial(ulong incarnation) =>
        new(incarnation, default, Listed: false, ImmutableSortedDictionary<ScaleKey, int>.Empty, ScaleView.Empty);

    /// <summary>What is wanted of a Deployment; null if nothing is known.</summary>
    public Desired? Want(ScaleKey key) =>
        Wants.TryGetValue(key, out var replicas) ? new Desired(replicas) : Listed ? new Desired(0, Gone: true) : null;

    /// <inheritdoc/>
    public LinkBelow? LinkTo(LinkId link) => link == LinkId.Only ? Below : null;

    AutoscalerState IUpstream<AutoscalerState>.WithBelow(LinkId link, LinkBelow below) => this with { Below = below };

    AutoscalerState IScaleUpstream<AutoscalerState>.WithView(ScaleView view) => this with { View = view };

    /// <summary>Notes whether the key is to be pushed.</summary>
    internal AutoscalerState Compare(ScaleKey key) =>
        this with
        {
            View = Wants.ContainsKey(key) || View.Sent.ContainsKey(key) ? View.Compare(key, Want(key)) : View.Compare(key, want: null),
        };
}
