namespace KubeDirect.Tests.SpecMutants.Mutants;

/// <summary>Makes the mutants of a definition.</summary>
internal static class Mutator
{
    private static readonly Node Lags = Node.Word("Lags");

    /// <summary>All mutants of a definition, without those that read the same as it or as another.</summary>
    /// <param name="name">The definition's name.</param>
    /// <param name="body">Its body, with every guard on.</param>
    public static IReadOnlyList<Mutant> Of(string name, Node body)
    {
        var mutants = new List<Mutant>();
        var bodies = new HashSet<string>(StringComparer.Ordinal) { body.ToString() };
        var changes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (changed, kind, change) in Below(body))
        {
            var simple = Simplifier.Simplify(changed);
            if (bodies.Add(simple.ToString()))
            {
                var times = changes[change] = changes.GetValueOrDefault(change) + 1;
                mutants.Add(new Mutant(name, kind, times == 1 ? change : $"{change} ({times})", simple));
            }
        }

        return mutants;
    }

    // The changes of a part, each with what the part is then.
    private static IEnumerable<Changed> Below(Node node)
    {
        if ((Updated(node) is { } variable && LeftOut.Variables.Contains(variable)) || IsHistory(node))
        {
            return [];
        }

        var inner = Enumerable.Range(0, node.Children.Length)
            .Where(i => IsChanged(node, i))
            .SelectMany(i => Inside(node, i).Select(changed => changed with { Body = node.With(i, changed.Body) }));
        return [.. At(node), .. inner];
    }

    // A field of what an operator returns for history.
    private static bool IsHistory(Node node) => node.Kind == NodeKind.Entry && node.All.Any(part => part.Is(NodeKind.Call, "LostWith"));

    // Not the left side of an update, not what holds in endless models only, and not what only a watch that lags shows.
    private static bool IsChanged(Node node, int index) =>
        Updated(node) is not null ? index == 1
        : node.Kind != NodeKind.If || !LeftOut.ReadsBounds(node.Children[0]) || (index == 2 && !node.Children[0].All.Contains(Lags));

    // A condition that is dropped, or whose branches are taken always and never, is not reversed as well.
    private static IEnumerable<Changed> Inside(Node node, int index) =>
        node.Children[index] is { Kind: NodeKind.Infix, Text: "=" or "#" or "\\in" or "\\notin" } comparison && IsCondition(node, index)
            ? comparison.Children.SelectMany((part, i) =>
                Below(part).Select(changed => changed with { Body = comparison.With(i, changed.Body) }))
            : Below(node.Children[index]);

    private static bool IsCondition(Node node, int index) =>
        node.Kind switch
        {
            NodeKind.Junction => Updated(node.Children[index]) is null,
            NodeKind.If => index == 0,
            NodeKind.Case => index % 2 == 0,
            NodeKind.Filter => index == 1,
            _ => false,
        };

    private static IEnumerable<Changed> At(Node node) => node.Kind switch
    {
        NodeKind.Junction => Conditions.OfJunction(node),
        NodeKind.If => Conditions.OfIf(node),
        NodeKind.Case => Conditions.OfCase(node),
        NodeKind.Filter => Conditions.OfFilter(node),
        NodeKind.Infix when Updated(node) is not null => Updates.OfVariable(node),
        NodeKind.Infix => Operators.OfInfix(node),
        NodeKind.Except => Updates.OfExcept(node),
        NodeKind.Entry or NodeKind.Change => Operators.OfFlag(node),
        NodeKind.Call => Updates.OfMessage(node),
        _ => [],
    };

    /// <summary>The variable whose next value the expression says, or null if it is no such expression.</summary>
    internal static string? Updated(Node node) =>
        node.Kind == NodeKind.Infix && node.Text is "=" or "\\in" && node.Children[0].Kind == NodeKind.Prime
            ? node.Children[0].Children[0].Text
            : null;
}
