using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>The ReplicaSet stage's memory. Immutable.</summary>
/// <param name="Incarnation">This run's number, drawn at random.</param>
/// <param name="Above">The link from the Deployment stage.</param>
/// <param name="Below">The link to the Scheduler.</param>
/// <param name="Recovered">Whether the link below was in sync in this incarnation.</param>
/// <param name="Listed">Whether all ReplicaSets were seen once.</param>
/// <param name="Named">How many names were used up; the next name has this ordinal or a higher one.</param>
/// <param name="Groups">By ReplicaSet: what is wanted and what is there.</param>
/// <param name="Unsettled">ReplicaSets with more or fewer live Pods than wanted.</param>
public sealed record ReplicaSetState(
    ulong Incarnation,
    LinkAbove Above,
    LinkBelow Below,
    bool Recovered,
    bool Listed,
    ulong Named,
    ImmutableSortedDictionary<ScaleKey, Group> Groups,
    ImmutableSortedSet<ScaleKey> Unsettled)
{
    /// <summary>The memory of a stage that has just started.</summary>
    /// <param name="incarnation">A number that no other run of any stage has.</param>
    public static ReplicaSetState Initial(ulong incarnation) =>
        new(incarnation, default, default, Recovered: false, Listed: false, 0, ImmutableSortedDictionary<ScaleKey, Group>.Empty, []);

    /// <summary>What is held of a ReplicaSet.</summary>
    public Group Group(ScaleKey key) => Groups.TryGetValue(key, out var group) ? group : StateMachine.Group.Empty;

    /// <summary>Replaces what is held of a ReplicaSet and notes whether it is settled.</summary>
    internal ReplicaSetState With(ScaleKey key, Group group)
    {
        if (group.IsForgettable)
        {
            return this with { Groups = Groups.Remove(key), Unsettled = Unsettled.Remove(key) };
        }

        var settled = group.Excess(Listed) is null or 0;
        return this with
        {
            Groups = Groups.SetItem(key, group),
            Unsettled = settled ? Unsettled.Remove(key) : Unsettled.Add(key),
        };
    }
}
