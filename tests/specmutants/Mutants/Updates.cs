namespace KubeDirect.Tests.SpecMutants.Mutants;

/// <summary>Effects that do not take place.</summary>
internal static class Updates
{
    // The network, and what is sent.
    private static readonly HashSet<string> Sending = new(["Send", "SendUpdate", "SendNews", "Forward"], StringComparer.Ordinal);

    /// <summary>A variable keeps its value; of one that becomes a record, each field keeps its value, too.</summary>
    public static IEnumerable<Changed> OfVariable(Node node)
    {
        var variable = node.Children[0].Children[0];
        var next = node.Children[1];
        var kept = new Node(NodeKind.Infix, "=", [node.Children[0], variable]);
        var fields = next.Kind != NodeKind.Record ? [] : Enumerable.Range(0, next.Children.Length).Select(i => new Changed(
            node.With(1, next.With(i, next.Children[i].With(0, new Node(NodeKind.Field, next.Children[i].Text, [variable])))),
            MutantKind.Update,
            $"{variable}.{next.Children[i].Text} stays, instead of {next.Children[i].Children[0]}"));
        return [new Changed(kept, MutantKind.Update, $"{variable} stays, instead of {next}"), .. fields];
    }

    /// <summary>Each change dropped.</summary>
    public static IEnumerable<Changed> OfExcept(Node node) =>
        Enumerable.Range(1, node.Children.Length - 1)
            .Where(i => !LeftOut.Reads(node.Children[i], LeftOut.Variables))
            .Select(i => new Changed(
                node with { Children = node.Children.RemoveAt(i) }, MutantKind.Update, $"{node.Children[0]} without {node.Children[i]}"));

    /// <summary>A message is not sent.</summary>
    public static IEnumerable<Changed> OfMessage(Node node) =>
        Sending.Contains(node.Text) ? [new Changed(node.Children[0], MutantKind.Update, $"not sent: {node}")] : [];
}
