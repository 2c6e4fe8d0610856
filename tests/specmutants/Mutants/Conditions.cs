namespace KubeDirect.Tests.SpecMutants.Mutants;

/// <summary>Conditions that are not asked for, or that are always or never true.</summary>
internal static class Conditions
{
    /// <summary>Each conjunct that says nothing of the next state dropped, or each disjunct.</summary>
    public static IEnumerable<Changed> OfJunction(Node node)
    {
        var (neutral, word) = node.Text == "/\\" ? (Node.True, "without") : (Node.False, "never");
        return Enumerable.Range(0, node.Children.Length)
            .Where(i => !LeftOut.ReadsBounds(node.Children[i]) && !(node.Text == "/\\" && SaysWhatIsNext(node.Children[i])))
            .Select(i => new Changed(node.With(i, neutral), MutantKind.Guard, $"{word} {node.Children[i]}"));
    }

    /// <summary>Always the first branch, always the second.</summary>
    public static IEnumerable<Changed> OfIf(Node node) =>
        LeftOut.ReadsBounds(node.Children[0])
            ? []
            : [
                new Changed(node.Children[1], MutantKind.Altered, $"IF {node.Children[0]}: always"),
                new Changed(node.Children[2], MutantKind.Altered, $"IF {node.Children[0]}: never"),
            ];

    /// <summary>Each arm left to OTHER.</summary>
    public static IEnumerable<Changed> OfCase(Node node) =>
        !node.Children[^2].IsWord("OTHER")
            ? []
            : Enumerable.Range(0, (node.Children.Length / 2) - 1).Select(arm => new Changed(
                node with { Children = node.Children.RemoveRange(arm * 2, 2) },
                MutantKind.Altered,
                $"CASE {node.Children[arm * 2]}: never"));

    /// <summary>All elements instead of those that satisfy the condition.</summary>
    public static IEnumerable<Changed> OfFilter(Node node) =>
        LeftOut.ReadsBounds(node.Children[1]) ? [] : [new Changed(node.With(1, Node.True), MutantKind.Guard, $"all of {node}")];

    // Operators that take a step, such as Discard, are among what cannot be dropped: nothing would say what is next.
    private static bool SaysWhatIsNext(Node item) =>
        item.All.Any(part => part.Kind == NodeKind.Prime || part.Is(NodeKind.Prefix, "UNCHANGED")
            || (part.Kind == NodeKind.Call && part.Text is "Discard" or "Becomes"));
}
