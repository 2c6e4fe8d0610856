namespace KubeDirect.Bench;

/// <summary>The systems that can be measured.</summary>
internal static class Catalog
{
    private static readonly IReadOnlyList<(string Name, string Description, Func<IBenchSystem> Make)> Entries =
    [
        ("default", "Kubernetes as it comes, with hollow kubelets", () => new KubernetesSystem(clientRate: null)),
        ("fast", "the same with the rate limits of controllers and scheduler at 5000/s", () => new KubernetesSystem(clientRate: 5000)),
        ("kubedirect", "the chain in one process with simulated nodes (no start delay), Kubernetes's own controllers beside it as they come", () => new KubedirectSystem()),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

    /// <summary>The name, if there is such a system.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static string Check(string name) =>
        Names.Contains(name) ? name : throw new FormatException($"There is no system '{name}'; there are {string.Join(", ", Names)}.");

    /// <summary>What a system is, in a few words.</summary>
    public static string Describe(string name) => Entries.First(entry => entry.Name == name).Description;

    /// <summary>Makes a system; it does not run yet.</summary>
    public static IBenchSystem Make(string name) => Entries.First(entry => entry.Name == name).Make();
}
