namespace KubeDirect.Tests.SpecMutants.Runs;

/// <summary>What one model says of one mutant.</summary>
internal enum Verdict
{
    /// <summary>Every step of the protocol is one of the mutant, and the other way round, in every state of the model.</summary>
    Equivalent,

    /// <summary>It differs, and every property holds.</summary>
    Survived,

    /// <summary>It has so many states that the search was ended; no property was violated until then.</summary>
    Grown,

    /// <summary>It violates a property.</summary>
    Killed,

    /// <summary>TLC cannot evaluate it.</summary>
    Broken,
}
