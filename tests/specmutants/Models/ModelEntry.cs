namespace KubeDirect.Tests.SpecMutants.Models;

/// <summary>A model that passes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tier">quick, full or nightly.</param>
/// <param name="DistinctStates">How many distinct states it has.</param>
/// <param name="GeneratedStates">How many states TLC generates.</param>
internal sealed record ModelEntry(string Name, string Tier, int DistinctStates, int GeneratedStates);
