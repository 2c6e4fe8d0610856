namespace KubeDirect.Tests.SpecMutants.Models;

/// <summary>Searches the model as it is. A mutant gets states of its own only from the first step on that the protocol does not allow, and
/// these are checked for safety. Where a mutant does not allow a step of the protocol is noted, too. A mutant that differs in neither way
/// is equivalent in this model. A step that changes nothing is no difference.</summary>
internal sealed class Comparison(Specification specification, Protocol protocol, Model model, IReadOnlyDictionary<int, Mutant> mutants)
    : Batch(specification, protocol, model, mutants)
{
    private int Limit => (2 * Model.Entry.DistinctStates) + 1000;

    /// <inheritdoc />
    protected override IEnumerable<string> Root =>
        [
            $"FirstState == {Model.Init} /\\ mutant = 0",
            .. Forks,
            // TLC takes a step apart where it chooses from a constant set. That takes long for so many.
            $"Step == Alive(mutant) /\\ (({Model.Next} /\\ UNCHANGED mutant) \\/ \\E here \\in {{mutant}} \\intersect {{0}} : Fork)",
            Model.IsLive
                ? "Counted == mutant = 0 \\/ ~Alive(mutant) \\/ Ends(mutant, \"adds\")"
                : "Counted == mutant = 0 \\/ LET count == TLCGet(10 + mutant) + 1 IN TLCSet(10 + mutant, count) "
                    + $"/\\ (count # 1 \\/ PrintT(<<\"adds\", mutant>>)) /\\ (count # {Limit} \\/ Ends(mutant, \"grows\"))",
        ];

    /// <inheritdoc />
    protected override IEnumerable<string> Settings => ["INIT FirstState", "NEXT Step", "INVARIANT Counted", .. CheckedSafety];

    private IEnumerable<string> Forks =>
        [
            .. Protocol.Actions.SelectMany(Fork),
            $"Fork == {Simplifier.Simplify(Simplifier.Map(Protocol.Named, AsFork))}",
        ];

    private IEnumerable<string> Fork(string action)
    {
        var definition = Protocol.Find(action);
        string Of(int mutant) => definition.Applied(Schemata.Copy(action, mutant));
        return Schemata.MutantsOf(action)
            .Select(k => $"  \\/ (Alive({k}) /\\ mutant' = {k} /\\ {Of(k)} "
                + $"/\\ (IF {Of(0)} \\/ UNCHANGED vars THEN FALSE ELSE TRUE)){Schemata.Mark(k)}")
            .Prepend($"{definition.Applied($"Fork_{action}")} == FALSE");
    }

    private Node AsFork(Node node) =>
        node.Kind switch
        {
            NodeKind.Call or NodeKind.Word when Protocol.Actions.Contains(node.Text) => node with { Text = $"Fork_{node.Text}" },
            NodeKind.Junction => node with { Children = [.. node.Children.Select(item => IsFork(item) ? item : Node.False)] },
            NodeKind.Quantified when !IsFork(node) => Node.False,
            _ => node,
        };

    private static bool IsFork(Node node) => node.All.Any(part => part.Text.StartsWith("Fork_", StringComparison.Ordinal));
}
