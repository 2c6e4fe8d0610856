using System.Collections.Immutable;

namespace KubeDirect.Tests.SpecMutants.Tla;

/// <summary>An expression of TLA+. Two are equal if they read the same.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its name, sign or operator; see <see cref="NodeKind"/>.</param>
/// <param name="Children">Its parts, in the order in which they are written.</param>
internal sealed record Node(NodeKind Kind, string Text, ImmutableArray<Node> Children)
{
    public static Node True { get; } = Word("TRUE");

    public static Node False { get; } = Word("FALSE");

    /// <summary>This node and everything below it.</summary>
    public IEnumerable<Node> All => Children.SelectMany(child => child.All).Prepend(this);

    /// <summary>A name, number or string.</summary>
    public static Node Word(string text) => new(NodeKind.Word, text, []);

    /// <summary>A list of conjuncts or disjuncts; of one item, that item; of none, what such a list means.</summary>
    public static Node Junction(string op, ImmutableArray<Node> items) => items.Length switch
    {
        0 => op == "/\\" ? True : False,
        1 => items[0],
        _ => new Node(NodeKind.Junction, op, items),
    };

    public bool Is(NodeKind kind, string text) => Kind == kind && Text == text;

    /// <summary>Whether this is that name, number or string.</summary>
    public bool IsWord(string text) => Is(NodeKind.Word, text);

    /// <summary>The same with another child at a place.</summary>
    public Node With(int index, Node child) => this with { Children = Children.SetItem(index, child) };

    public bool Equals(Node? other) =>
        other is not null && Kind == other.Kind && Text == other.Text && Children.AsSpan().SequenceEqual(other.Children.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Kind, Text, Children.Length);

    /// <inheritdoc />
    public override string ToString() => Renderer.Render(this);
}
