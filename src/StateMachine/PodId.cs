namespace KubeDirect.StateMachine;

/// <summary>The identity of a Pod: its ReplicaSet and the random end of its name. An identity is used once.</summary>
/// <param name="Owner">The ReplicaSet, as <c>namespace/name</c>.</param>
/// <param name="Suffix">What follows the ReplicaSet's name and a hyphen in the Pod's name.</param>
public readonly record struct PodId(ScaleKey Owner, string Suffix) : IComparable<PodId>
{
    /// <summary>The Pod as <c>namespace/name</c>.</summary>
    public override string ToString() => $"{Owner.Value}-{Suffix}";

    /// <inheritdoc/>
    public int CompareTo(PodId other)
    {
        var byOwner = Owner.CompareTo(other.Owner);
        return byOwner != 0 ? byOwner : string.CompareOrdinal(Suffix, other.Suffix);
    }
}
