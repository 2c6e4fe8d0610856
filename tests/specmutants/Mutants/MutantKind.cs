namespace KubeDirect.Tests.SpecMutants.Mutants;

/// <summary>How a definition was changed.</summary>
internal enum MutantKind
{
    /// <summary>A condition is not asked for.</summary>
    Guard,

    /// <summary>An effect does not take place.</summary>
    Update,

    /// <summary>An expression is another one.</summary>
    Altered,
}
