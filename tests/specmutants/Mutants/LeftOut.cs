namespace KubeDirect.Tests.SpecMutants.Mutants;

/// <summary>What is not mutated, because it is no part of the protocol.</summary>
internal static class LeftOut
{
    /// <summary>Modules that state assumptions, with what about.</summary>
    public static IReadOnlyDictionary<string, string> Modules { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Network"] = "what the network does with connections and messages is an assumption",
        ["Environment"] = "failures, users and the API server are assumptions",
    };

    /// <summary>Definitions of other modules, with the reason.</summary>
    public static IReadOnlyDictionary<string, string> Definitions { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["MarksSeen"] = "what a watch may show is an assumption",
        ["ObjectsSeen"] = "what a watch may show is an assumption",
        ["Used"] = "it counts failures",
        ["Noted"] = "it keeps history, which only properties read",
        ["MayRunOn"] = "it is history, which only properties read",
        ["LostWith"] = "it is history, which only properties read",
        ["LostIn"] = "it is history, which only properties read",
        ["ForgetAbove"] = "it keeps endless models finite",
        ["FreshRun"] = "it keeps endless models finite",
        ["NamesKnown"] = "it keeps endless models finite",
        ["On"] = "it switches guards off for the hand-written mutants",
        ["Phases"] = "it is the order of the phases",
        ["Rank"] = "it is the order of the phases",
        ["Sets"] = "it says which numbers stand for what",
        ["Pods"] = "it says which numbers stand for what",
        ["Owner"] = "it says which numbers stand for what",
        ["OwnedBy"] = "it says which numbers stand for what",
        ["Keys"] = "it says which numbers stand for what",
        ["OfKeys"] = "it says which numbers stand for what",
        ["Lags"] = "it is a bound of the model",
        ["Priority"] = "it is a bound of the model",
    };

    /// <summary>What counts failures and names, or switches something off in a model. A condition that reads one of them is not
    /// changed.</summary>
    public static IReadOnlySet<string> Bounds { get; } =
        new HashSet<string>(["left", "Endless", "Lags", "Publishing", "Names"], StringComparer.Ordinal);

    /// <summary>Variables that no stage has: history, the failures left, how many messages were late. Their updates are not
    /// dropped.</summary>
    public static IReadOnlySet<string> Variables { get; } = new HashSet<string>(["hist", "left", "lates"], StringComparer.Ordinal);

    /// <summary>Whether an expression reads what counts or switches.</summary>
    public static bool ReadsBounds(Node node) => Reads(node, Bounds);

    /// <summary>Whether an expression reads one of the names.</summary>
    public static bool Reads(Node node, IReadOnlySet<string> names) =>
        node.All.Any(part => part.Kind == NodeKind.Word && names.Contains(part.Text));
}
