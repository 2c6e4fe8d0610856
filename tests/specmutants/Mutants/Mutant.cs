namespace KubeDirect.Tests.SpecMutants.Mutants;

/// <summary>The protocol with one definition changed in one place.</summary>
/// <param name="Definition">The name of the definition.</param>
/// <param name="Kind">What kind of change it is.</param>
/// <param name="Change">What is changed, in words of the specification. With the definition it is the mutant's identity.</param>
/// <param name="Body">The definition's new body.</param>
internal sealed record Mutant(string Definition, MutantKind Kind, string Change, Node Body)
{
    /// <summary>The name, by which results and reasons are kept: no two mutants have the same.</summary>
    public string Name => $"{Definition}: {Change}";
}
