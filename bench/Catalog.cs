namespace KubeDirect.Bench;

/// <summary>The systems that can be measured.</summary>
internal static class Catalog
{
    private static readonly IReadOnlyList<(string Name, string Description, Func<IBenchSystem> Make)> Entries =
    [
        ("default", "Kubernetes with its default settings and hollow kubelets", () => new KubernetesSystem(clientRate: null)),
        ("fast", "the same, with the rate limits of controllers and scheduler at 5000/s", () => new KubernetesSystem(clientRate: 5000)),
        (
            "kubedirect",
            "the chain in one process with simulated nodes (no start delay); "
            + "Kubernetes's own controllers run beside it with their default settings",
            () => new KubedirectSystem()
        ),
    ];

    /// <summary>The names of the systems.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

    /// <summary>Returns the name of a system that exists.</summary>
    /// <exception cref="FormatException">There is no such system.</exception>
    public static string Check(string name) =>
        Names.Contains(name) ? name : throw new FormatException($"There is no system '{name}'; there are {string.Join(", ", Names)}.");

    /// <summary>Describes a system in a few words.</summary>
    public static string Describe(string name) => Entries.First(entry => entry.Name == name).Description;

    /// <summary>Creates a system that does not run yet.</summary>
    public static IBenchSystem Make(string name) => Entries.First(entry => entry.Name == name).Make();
}
