namespace KubeDirect.Tests.SpecMutants.Mutants;

/// <summary>An expression after a change in it.</summary>
/// <param name="Body">The expression.</param>
/// <param name="Kind">What kind of change it was.</param>
/// <param name="Change">What the change was.</param>
internal readonly record struct Changed(Node Body, MutantKind Kind, string Change);
