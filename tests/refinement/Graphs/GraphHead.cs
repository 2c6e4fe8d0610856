namespace KubeDirect.Tests.Refinement.Graphs;

/// <summary>What is said of a graph beside its states.</summary>
/// <param name="Model">The configuration that it is the graph of.</param>
/// <param name="Hash">Of modules and configuration; <c>spec/tla/graph --hashes</c> computes it.</param>
/// <param name="States">How many distinct states.</param>
/// <param name="Edges">How many distinct (state, label, state).</param>
/// <param name="Initial">The fingerprints of the initial states.</param>
/// <param name="Labels">How many edges each label has.</param>
internal sealed record GraphHead(string Model, string Hash, int States, int Edges, ulong[] Initial, SortedDictionary<string, int> Labels);
