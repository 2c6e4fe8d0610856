namespace KubeDirect.Tests.SpecMutants.Tla;

/// <summary>How tightly the operators of TLA+ bind: those of a higher level more tightly.</summary>
internal static class Levels
{
    /// <summary>Of /\ and \/.</summary>
    public const int Junction = 3;

    /// <summary>Of a name, a record, or whatever stands in brackets.</summary>
    public const int Atom = 20;

    private static readonly Dictionary<string, int> Infixes = new(StringComparer.Ordinal)
    {
        ["=>"] = 1,
        ["<=>"] = 2,
        ["/\\"] = Junction,
        ["\\/"] = Junction,
        ["="] = 5,
        ["#"] = 5,
        ["\\in"] = 5,
        ["\\notin"] = 5,
        ["<"] = 5,
        [">"] = 5,
        ["<="] = 5,
        [">="] = 5,
        ["\\subseteq"] = 5,
        ["@@"] = 6,
        [":>"] = 7,
        ["\\union"] = 8,
        ["\\intersect"] = 8,
        ["\\"] = 8,
        [".."] = 9,
        ["+"] = 10,
        ["-"] = 11,
        ["*"] = 13,
        ["%"] = 13,
        ["\\X"] = 13,
    };

    private static readonly Dictionary<string, int> Prefixes = new(StringComparer.Ordinal)
    {
        ["~"] = 4,
        ["UNCHANGED"] = 4,
        ["ENABLED"] = 4,
        ["UNION"] = 8,
        ["SUBSET"] = 8,
        ["DOMAIN"] = 9,
    };

    /// <summary>The level of an infix operator, or null if it is none.</summary>
    public static int? OfInfix(string op) => Infixes.TryGetValue(op, out var level) ? level : null;

    /// <summary>The level of a prefix operator, or null if it is none.</summary>
    public static int? OfPrefix(string op) => Prefixes.TryGetValue(op, out var level) ? level : null;

    /// <summary>How tightly the parts of an expression hold together.</summary>
    public static int Of(Node node) => node.Kind switch
    {
        NodeKind.Junction => Junction,
        NodeKind.Infix => Infixes[node.Text],
        NodeKind.Prefix => Prefixes[node.Text],
        NodeKind.If or NodeKind.Case or NodeKind.Let or NodeKind.Quantified => 0,
        NodeKind.Prime or NodeKind.Field or NodeKind.Index => 16,
        _ => Atom,
    };
}
