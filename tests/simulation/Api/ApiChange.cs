namespace KubeDirect.Tests.Simulation.Api;

/// <summary>One change of a collection.</summary>
/// <param name="Type">As a watch says it.</param>
/// <param name="Object">The object, or its last state with the version of its deletion.</param>
internal sealed record ApiChange(string Type, ApiObject Object);
