namespace KubeDirect.StateMachine;

/// <summary>The name of a Node object.</summary>
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
