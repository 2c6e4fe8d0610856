namespace KubeDirect.Tests.SpecMutants.Tla;

/// <summary>A word or sign of a module.</summary>
/// <param name="Text">The text.</param>
/// <param name="Line">The line where it stands, from 1.</param>
/// <param name="Column">The column where it begins, from 1. The columns of bullets decide which list they belong to.</param>
internal readonly record struct Token(string Text, int Line, int Column);
