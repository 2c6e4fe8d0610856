namespace KubeDirect.StateMachine;

/// <summary>A key of a scale link: a Deployment or a ReplicaSet, as <c>namespace/name</c>.</summary>
/// <param name="Value">The text; not null. Two keys are equal when their texts are (ordinal).</param>
public readonly record struct ScaleKey(string Value) : IComparable<ScaleKey>
{
    /// <inheritdoc/>
    public int CompareTo(ScaleKey other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
