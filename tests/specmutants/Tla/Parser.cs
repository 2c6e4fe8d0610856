using System.Collections.Immutable;

namespace KubeDirect.Tests.SpecMutants.Tla;

/// <summary>Parses the expressions of TLA+ that this specification uses.</summary>
/// <remarks>A list of conjuncts or disjuncts has its bullets in one column. Each item ends before the first token at or left of that
/// column.</remarks>
internal sealed class Parser
{
    private readonly IReadOnlyList<Token> tokens;
    private int at;
    private int margin;

    private Parser(IReadOnlyList<Token> tokens) => this.tokens = tokens;

    private string? Next => at < tokens.Count && tokens[at].Column > margin ? tokens[at].Text : null;

    /// <summary>The expression that all the tokens are.</summary>
    /// <exception cref="FormatException">They are none, or one that this parser does not know.</exception>
    public static Node Parse(IReadOnlyList<Token> tokens)
    {
        var parser = new Parser(tokens);
        var node = parser.Expression();
        return parser.at == tokens.Count ? node : throw parser.Unexpected();
    }

    private Node Expression(int least = 0)
    {
        var left = Operand();
        while (Next is { } op && Levels.OfInfix(op) is { } level && level >= least)
        {
            at++;
            var right = Expression(op == "=>" ? level : level + 1);
            left = op is "/\\" or "\\/" ? Joined(op, left, right) : new Node(NodeKind.Infix, op, [left, right]);
        }

        return left;
    }

    private static Node Joined(string op, Node left, Node right) =>
        left.Is(NodeKind.Junction, op)
            ? left with { Children = left.Children.Add(right) }
            : Node.Junction(op, [left, right]);

    private Node Operand() => Next switch
    {
        "/\\" or "\\/" => Bullets(),
        "IF" => If(),
        "CASE" => Case(),
        "LET" => Let(),
        "\\E" or "\\A" or "CHOOSE" => Quantified(),
        { } op when Levels.OfPrefix(op) is { } level => new Node(NodeKind.Prefix, Take(), [Expression(level)]),
        _ => Postfixes(Primary()),
    };

    private Node Bullets()
    {
        var (op, column, outer) = (tokens[at].Text, tokens[at].Column, margin);
        var items = ImmutableArray.CreateBuilder<Node>();
        while (at < tokens.Count && tokens[at].Text == op && tokens[at].Column == column)
        {
            at++;
            margin = column;
            items.Add(Expression());
            margin = outer;
        }

        return Node.Junction(op, items.ToImmutable());
    }

    private Node If()
    {
        Take("IF");
        var condition = Expression();
        Take("THEN");
        var then = Expression();
        Take("ELSE");
        return new Node(NodeKind.If, "", [condition, then, Expression()]);
    }

    private Node Case()
    {
        Take("CASE");
        var arms = ImmutableArray.CreateBuilder<Node>();
        do
        {
            arms.Add(Expression());
            Take("->");
            arms.Add(Expression());
        }
        while (Skip("[]"));

        return new Node(NodeKind.Case, "", arms.ToImmutable());
    }

    private Node Let()
    {
        Take("LET");
        var parts = ImmutableArray.CreateBuilder<Node>();
        while (!Skip("IN"))
        {
            var head = Take();
            if (Skip("("))
            {
                head += $"({string.Join(", ", List(")"))})";
            }

            Take("==");
            parts.Add(new Node(NodeKind.Local, head, [Expression()]));
        }

        parts.Add(Expression());
        return new Node(NodeKind.Let, "", parts.ToImmutable());
    }

    private Node Quantified()
    {
        var quantifier = Take();
        var parts = Bounds();
        Take(":");
        return new Node(NodeKind.Quantified, quantifier, parts.Add(Expression()));
    }

    private ImmutableArray<Node> Bounds()
    {
        var bounds = ImmutableArray.CreateBuilder<Node>();
        do
        {
            var names = Take();
            while (Skip(","))
            {
                names += $", {Take()}";
            }

            Take("\\in");
            bounds.Add(new Node(NodeKind.Bound, names, [Expression()]));
        }
        while (Skip(","));

        return bounds.ToImmutable();
    }

    private Node Primary()
    {
        switch (Next)
        {
            case "(":
                Take();
                var inner = Expression();
                Take(")");
                return inner;
            case "{":
                return Braces();
            case "[":
                return Brackets();
            case "<<":
                Take();
                return new Node(NodeKind.Tuple, "", List(">>"));
            case { } word when char.IsLetterOrDigit(word[0]) || word[0] is '"' or '@':
                Take();
                return Skip("(") ? new Node(NodeKind.Call, word, List(")")) : Node.Word(word);
            default:
                throw Unexpected();
        }
    }

    private Node Postfixes(Node node)
    {
        while (true)
        {
            if (Skip("'"))
            {
                node = new Node(NodeKind.Prime, "'", [node]);
            }
            else if (Skip("."))
            {
                node = new Node(NodeKind.Field, Take(), [node]);
            }
            else if (Skip("["))
            {
                node = new Node(NodeKind.Index, "", [node, .. List("]")]);
            }
            else
            {
                return node;
            }
        }
    }

    private Node Braces()
    {
        Take("{");
        if (Skip("}"))
        {
            return new Node(NodeKind.Set, "", []);
        }

        var first = Expression();
        if (!Skip(":"))
        {
            Skip(",");
            return new Node(NodeKind.Set, "", [first, .. List("}")]);
        }

        var node = AsBound(first) is { } bound
            ? new Node(NodeKind.Filter, "", [bound, Expression()])
            : new Node(NodeKind.Image, "", [first, .. Bounds()]);
        Take("}");
        return node;
    }

    private Node Brackets()
    {
        Take("[");
        if (at + 1 < tokens.Count && tokens[at + 1].Text == "|->")
        {
            return new Node(NodeKind.Record, "", List("]", () =>
            {
                var field = Take();
                Take("|->");
                return new Node(NodeKind.Entry, field, [Expression()]);
            }));
        }

        var first = Expression();
        switch (Take())
        {
            case "EXCEPT":
                return new Node(NodeKind.Except, "", [first, .. List("]", Change)]);
            case "|->":
                return Closed(new Node(NodeKind.Function, "", [AsBound(first) ?? throw Unexpected(), Expression()]));
            case "->":
                return Closed(new Node(NodeKind.FunctionSet, "", [first, Expression()]));
            default:
                at--;
                throw Unexpected();
        }
    }

    private Node Change()
    {
        var place = Take("!");
        while (!Skip("="))
        {
            place += Skip(".") ? $".{Take()}" : Skip("[") ? $"[{string.Join(", ", List("]"))}]" : throw Unexpected();
        }

        return new Node(NodeKind.Change, place, [Expression()]);
    }

    // "x \in S" between brackets or braces, before a colon or an arrow, is a bound.
    private static Node? AsBound(Node node) =>
        node.Is(NodeKind.Infix, "\\in") && node.Children[0].Kind == NodeKind.Word
            ? new Node(NodeKind.Bound, node.Children[0].Text, [node.Children[1]])
            : null;

    private ImmutableArray<Node> List(string end) => List(end, () => Expression());

    private ImmutableArray<Node> List(string end, Func<Node> item)
    {
        var items = ImmutableArray.CreateBuilder<Node>();
        while (!Skip(end))
        {
            items.Add(item());
            if (Next != end)
            {
                Take(",");
            }
        }

        return items.ToImmutable();
    }

    private Node Closed(Node node)
    {
        Take("]");
        return node;
    }

    private bool Skip(string text)
    {
        if (Next != text)
        {
            return false;
        }

        at++;
        return true;
    }

    private string Take(string? text = null)
    {
        if (Next is not { } next || (text is not null && next != text))
        {
            throw Unexpected();
        }

        at++;
        return next;
    }

    private FormatException Unexpected() => new(at < tokens.Count
        ? $"line {tokens[at].Line}, column {tokens[at].Column}: '{tokens[at].Text}' is not expected here."
        : "The expression ends too early.");
}
