namespace KubeDirect.StateMachine;

/// <summary>A connection's number: no two handshakes of any two runs of any stage have the same one.</summary>
/// <param name="Incarnation">Identifies one run of the upstream stage; drawn at random (64 bits) by whoever starts the stage.</param>
/// <param name="Counter">Counts the handshakes of that run, from 1. 0 only in <see cref="None"/>.</param>
/// <remarks>Immutable. Compared by value; epochs are not ordered, since incarnations are not.</remarks>
public readonly record struct Epoch(ulong Incarnation, uint Counter)
{
    /// <summary>The epoch of no connection; no message carries it.</summary>
    public static readonly Epoch None;

    /// <inheritdoc/>
    public override string ToString() => Counter == 0 ? "none" : $"{Incarnation:x8}.{Counter}";
}

/// <summary>A key of a scale link: a Deployment or a ReplicaSet, as <c>namespace/name</c>.</summary>
/// <param name="Value">The text; not null. Two keys are equal when their texts are (ordinal).</param>
public readonly record struct ScaleKey(string Value) : IComparable<ScaleKey>
{
    /// <inheritdoc/>
    public int CompareTo(ScaleKey other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>The identity of a Pod, used once: its ReplicaSet and the random end of its name.</summary>
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

/// <summary>The name of a node, as in the API server.</summary>
/// <param name="Value">The text; empty only in <see cref="None"/>.</param>
public readonly record struct NodeName(string Value) : IComparable<NodeName>
{
    /// <summary>No node: the Pod is not bound.</summary>
    public static NodeName None => new("");

    /// <inheritdoc/>
    public int CompareTo(NodeName other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>What a Pod asks of a node, and what a node has.</summary>
/// <param name="MilliCpu">Processor time in thousandths of a core; at least 0.</param>
/// <param name="MemoryBytes">Memory in bytes; at least 0.</param>
/// <param name="Pods">Places for Pods; 1 for a Pod.</param>
/// <remarks>Arithmetic is checked: an overflow throws <see cref="OverflowException"/>.</remarks>
public readonly record struct Resources(long MilliCpu, long MemoryBytes, int Pods)
{
    /// <summary>The sum, part by part.</summary>
    public static Resources operator +(Resources a, Resources b) => new(a.MilliCpu + b.MilliCpu, a.MemoryBytes + b.MemoryBytes, a.Pods + b.Pods);

    /// <summary>The difference, part by part; parts may become negative.</summary>
    public static Resources operator -(Resources a, Resources b) => new(a.MilliCpu - b.MilliCpu, a.MemoryBytes - b.MemoryBytes, a.Pods - b.Pods);

    /// <summary>Whether each part is no more than the other's.</summary>
    public bool FitsIn(Resources room) => MilliCpu <= room.MilliCpu && MemoryBytes <= room.MemoryBytes && Pods <= room.Pods;
}
