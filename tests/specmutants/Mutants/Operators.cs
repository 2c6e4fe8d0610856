namespace KubeDirect.Tests.SpecMutants.Mutants;

/// <summary>Operators that are others, and operands that are left out.</summary>
internal static class Operators
{
    private static readonly Dictionary<string, string> Opposites = new(StringComparer.Ordinal)
    {
        ["="] = "#",
        ["#"] = "=",
        ["\\in"] = "\\notin",
        ["\\notin"] = "\\in",
        ["<"] = "<=",
        ["<="] = "<",
        [">"] = ">=",
        [">="] = ">",
    };

    /// <summary>A comparison becomes another one; of a union, an intersection and the like, one operand is left out.</summary>
    public static IEnumerable<Changed> OfInfix(Node node)
    {
        if (LeftOut.ReadsBounds(node))
        {
            return [];
        }

        var (left, right) = (node.Children[0], node.Children[1]);
        return node.Text switch
        {
            "=>" => [new Changed(right, MutantKind.Guard, $"without {left} =>")],
            "\\union" or "\\intersect" or "@@" => [Instead(node, left), Instead(node, right)],
            "\\" or "+" or "-" => [Instead(node, left)],
            _ when Opposites.TryGetValue(node.Text, out var other) => [Instead(node, node with { Text = other })],
            _ => [],
        };
    }

    /// <summary>TRUE becomes FALSE, FALSE becomes TRUE.</summary>
    public static IEnumerable<Changed> OfFlag(Node node)
    {
        var other = node.Children[0] == Node.True ? Node.False : node.Children[0] == Node.False ? Node.True : null;
        return other is null ? [] : [Instead(node, node.With(0, other))];
    }

    private static Changed Instead(Node node, Node other) => new(other, MutantKind.Altered, $"{other} instead of {node}");
}
