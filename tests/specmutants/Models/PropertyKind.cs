namespace KubeDirect.Tests.SpecMutants.Models;

/// <summary>What a temporal property is about.</summary>
internal enum PropertyKind
{
    /// <summary>Every step.</summary>
    Step,

    /// <summary>What lasts or comes again: it is also false if a state is never left in which a part of it is false.</summary>
    Lasting,
}
