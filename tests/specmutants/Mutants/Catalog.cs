namespace KubeDirect.Tests.SpecMutants.Mutants;

/// <summary>All mutants of the protocol.</summary>
internal static class Catalog
{
    /// <summary>The mutants, in the order of the definitions.</summary>
    public static IReadOnlyList<Mutant> Of(Protocol protocol) =>
        [.. protocol.Parts.SelectMany(part => Mutator.Of(part, protocol.Body(part)))];
}
