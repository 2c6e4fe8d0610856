namespace KubeDirect.Tests.SpecMutants.Reports;

/// <summary>What became of a mutant.</summary>
internal enum Fate
{
    /// <summary>A model has found it.</summary>
    Killed,

    /// <summary>TLC cannot evaluate it in a state of some model.</summary>
    Broken,

    /// <summary>It does the same as the protocol in every state of every model, although its action happens there.</summary>
    Equivalent,

    /// <summary>It differs from the protocol, and no model has found it.</summary>
    Survived,

    /// <summary>Its action happens in none of the models.</summary>
    Unreached,

    /// <summary>Some models have yet to be asked.</summary>
    Unasked,
}
