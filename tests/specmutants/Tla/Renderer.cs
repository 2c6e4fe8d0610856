namespace KubeDirect.Tests.SpecMutants.Tla;

/// <summary>Writes an expression on one line. There no list depends on columns, so that a part can be replaced by anything.</summary>
internal static class Renderer
{
    /// <summary>The text of an expression, with the parentheses that it needs.</summary>
    public static string Render(Node node)
    {
        var children = node.Children;
        return node.Kind switch
        {
            NodeKind.Word => node.Text,
            NodeKind.Call => $"{node.Text}({List(children)})",
            NodeKind.Prime => $"{Tight(children[0])}'",
            NodeKind.Field => $"{Tight(children[0])}.{node.Text}",
            NodeKind.Index => $"{Tight(children[0])}[{List(children.Skip(1))}]",
            NodeKind.Junction => string.Join($" {node.Text} ", children.Select(item => Within(item, Levels.Junction + 1))),
            NodeKind.Infix => Infix(node),
            NodeKind.Prefix => $"{node.Text}{(node.Text == "~" ? "" : " ")}{Within(children[0], Levels.Of(node))}",
            NodeKind.Quantified => $"{node.Text} {List(children.SkipLast(1))} : {children[^1]}",
            NodeKind.Bound => $"{node.Text} \\in {children[0]}",
            NodeKind.If => $"IF {children[0]} THEN {children[1]} ELSE {children[2]}",
            NodeKind.Case => $"CASE {string.Join(" [] ", children.Chunk(2).Select(arm => $"{arm[0]} -> {arm[1]}"))}",
            NodeKind.Let => $"LET {string.Join(' ', children.SkipLast(1))} IN {children[^1]}",
            NodeKind.Local => $"{node.Text} == {children[0]}",
            NodeKind.Set => $"{{{List(children)}}}",
            NodeKind.Filter => $"{{{children[0]} : {children[1]}}}",
            NodeKind.Image => $"{{{children[0]} : {List(children.Skip(1))}}}",
            NodeKind.Record => $"[{List(children)}]",
            NodeKind.Entry => $"{node.Text} |-> {children[0]}",
            NodeKind.Function => $"[{List(children.SkipLast(1))} |-> {children[^1]}]",
            NodeKind.FunctionSet => $"[{children[0]} -> {children[1]}]",
            NodeKind.Except => $"[{children[0]} EXCEPT {List(children.Skip(1))}]",
            NodeKind.Change => $"{node.Text} = {children[0]}",
            NodeKind.Tuple => $"<<{List(children)}>>",
            _ => throw new ArgumentOutOfRangeException(nameof(node), node.Kind, "No such kind of expression."),
        };
    }

    private static string Infix(Node node)
    {
        var level = Levels.Of(node);
        var left = node.Children[0];
        var chained = left.Is(NodeKind.Infix, node.Text) && node.Text is "\\union" or "\\intersect" or "@@" or "+";
        return $"{Within(left, chained ? level : level + 1)} {node.Text} {Within(node.Children[1], level + 1)}";
    }

    private static string Tight(Node node) => Within(node, 16);

    private static string Within(Node node, int level) => Levels.Of(node) < level ? $"({Render(node)})" : Render(node);

    private static string List(IEnumerable<Node> nodes) => string.Join(", ", nodes);
}
