namespace KubeDirect.Tests.SpecMutants.Models;

/// <summary>The models that mutants are tried in.</summary>
internal static class Shelf
{
    /// <summary>The passing models of the chain, the cheapest first.</summary>
    /// <param name="specification">The modules.</param>
    /// <param name="folder">The folder of the specification.</param>
    /// <param name="states">How many distinct states a model may have.</param>
    /// <param name="tiers">The tiers that they may be of.</param>
    public static IReadOnlyList<Model> Read(Specification specification, string folder, int states, params string[] tiers) =>
        [.. Manifest.Passing(File.ReadAllText(Path.Combine(folder, "manifest.json")))
            .Where(entry => entry.DistinctStates <= states && tiers.Contains(entry.Tier))
            .Where(entry => Model.IsOfTheChain(specification, entry.Name))
            .Select(entry => new Model(specification, entry, File.ReadAllText(Path.Combine(folder, "models", $"{entry.Name}.cfg"))))
            .Where(model => model.HasSpecification)
            .OrderBy(model => model.Cost)];
}
