using System.Collections.Immutable;

namespace KubeDirect.Tests.SpecMutants.Tla;

/// <summary>Makes an expression shorter without changing what it means.</summary>
internal static class Simplifier
{
    /// <summary>The expression with every guard on that a hand-written mutant can switch off: On(...) is TRUE.</summary>
    public static Node WithGuardsOn(Node node) => Simplify(Map(node, part => part.Is(NodeKind.Call, "On") ? Node.True : part));

    /// <summary>The expression without what has no effect: constants in logic, and changes of something to itself.</summary>
    public static Node Simplify(Node node) => Map(node, Shorten);

    /// <summary>The expression with each part replaced, the innermost first.</summary>
    public static Node Map(Node node, Func<Node, Node> replace) =>
        replace(node with { Children = [.. node.Children.Select(child => Map(child, replace))] });

    private static Node Shorten(Node node)
    {
        var children = node.Children;
        return node.Kind switch
        {
            NodeKind.Junction => Junction(node),
            NodeKind.Prefix when node.Text == "~" && children[0] == Node.True => Node.False,
            NodeKind.Prefix when node.Text == "~" && children[0] == Node.False => Node.True,
            NodeKind.Infix when node.Text == "=>" && children[0] == Node.True => children[1],
            NodeKind.Infix when node.Text == "=>" && (children[0] == Node.False || children[1] == Node.True) => Node.True,
            NodeKind.If when children[0] == Node.True => children[1],
            NodeKind.If when children[0] == Node.False => children[2],
            NodeKind.Filter when children[1] == Node.True => children[0].Children[0],
            NodeKind.Except => Except(node),
            _ => node,
        };
    }

    private static Node Junction(Node node)
    {
        var (neutral, absorbing) = node.Text == "/\\" ? (Node.True, Node.False) : (Node.False, Node.True);
        var items = node.Children
            .SelectMany(item => item.Is(NodeKind.Junction, node.Text) ? item.Children : [item])
            .Where(item => item != neutral)
            .ToImmutableArray();
        return items.Contains(absorbing) ? absorbing : Node.Junction(node.Text, items);
    }

    private static Node Except(Node node)
    {
        var changes = node.Children.Skip(1).Where(change => !change.Children[0].IsWord("@")).ToImmutableArray();
        return changes.IsEmpty ? node.Children[0] : node with { Children = [node.Children[0], .. changes] };
    }
}
