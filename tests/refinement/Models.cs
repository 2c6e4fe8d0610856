using System.Collections.Concurrent;

namespace KubeDirect.Tests.Refinement;

/// <summary>The models whose graphs are compared.</summary>
internal static class Models
{
    private static readonly ConcurrentDictionary<string, Lazy<Explorer>> Explored = new(StringComparer.Ordinal);

    /// <summary>The folder of the recorded graphs and their bounds.</summary>
    public static string Graphs { get; } = Path.Combine(Repository.Root, "spec", "tla", "graphs");

    /// <summary>The real step functions, explored once.</summary>
    public static Explorer Explore(string model) =>
        Explored.GetOrAdd(model, name => new Lazy<Explorer>(() => Compare(name, new Composition()))).Value;

    public static GraphFile Graph(string model) => GraphFile.Read(Path.Combine(Graphs, model + ".graph"));

    public static Bounds Bounds(string model) => Tla.Bounds.Read(Path.Combine(Graphs, model + ".cfg"));

    public static Explorer Compare(string model, Composition stages) => Explorer.Compare(new Chain(Bounds(model), stages), Graph(model));
}
