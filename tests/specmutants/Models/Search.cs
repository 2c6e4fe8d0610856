namespace KubeDirect.Tests.SpecMutants.Models;

/// <summary>Searches the whole model of each mutant for violations of safety, and for states that are never left though liveness asks
/// for more.</summary>
internal class Search(Specification specification, Protocol protocol, Model model, IReadOnlyDictionary<int, Mutant> mutants)
    : Batch(specification, protocol, model, mutants)
{
    private int Limit => (4 * Model.Entry.DistinctStates) + 1000;

    /// <summary>The liveness properties.</summary>
    protected IEnumerable<Property> Lasting => Model.Properties.Where(property => property.Kind == PropertyKind.Lasting);

    /// <inheritdoc />
    protected override IEnumerable<string> Root =>
        [
            $"FirstState == {Model.Init} /\\ mutant \\in {Chosen}",
            $"Step == Alive(mutant) /\\ {Model.Next} /\\ UNCHANGED mutant",
            $"Counted == LET count == TLCGet(10 + mutant) + 1 "
                + $"IN TLCSet(10 + mutant, count) /\\ (count # {Limit} \\/ Ends(mutant, \"grows\"))",
            .. Lasting.Select(property =>
                $"Checked_{property.Name} == ~Alive(mutant) \\/ ({property.Formula}) \\/ ENABLED (System \\/ Calm) "
                    + $"\\/ Violates(mutant, \"{property.Name}\")"),
        ];

    /// <inheritdoc />
    protected override IEnumerable<string> Settings =>
        [
            "INIT FirstState",
            "NEXT Step",
            "INVARIANT Counted",
            .. Lasting.Select(property => $"INVARIANT Checked_{property.Name}"),
            .. CheckedSafety,
        ];
}
