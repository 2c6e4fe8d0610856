namespace KubeDirect.Tests.SpecMutants.Models;

/// <summary>Checks liveness of mutants that <see cref="Search"/> has let pass. TLC ends with the first violation.</summary>
internal sealed class Liveness(Specification specification, Protocol protocol, Model model, IReadOnlyDictionary<int, Mutant> mutants)
    : Search(specification, protocol, model, mutants)
{
    /// <inheritdoc />
    protected override IEnumerable<string> Root =>
        [.. base.Root, $"Fair == FirstState /\\ [][Step]_<<vars, mutant>> /\\ {string.Join(" /\\ ", Model.Fairness)}"];

    /// <inheritdoc />
    protected override IEnumerable<string> Settings => ["SPECIFICATION Fair", .. Lasting.Select(property => $"PROPERTY {property.Name}")];
}
