namespace KubeDirect.StateMachine;

/// <summary>A link of a stage to one below it.</summary>
/// <param name="Value">The node's name for a Scheduler's links, else empty.</param>
public readonly record struct LinkId(string Value)
{
    /// <summary>The link of a stage that has a single one below it.</summary>
    public static LinkId Only => new("");

    /// <summary>The Scheduler's link to a node.</summary>
    public static LinkId To(NodeName node) => new(node.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.Length == 0 ? "below" : Value;
}
