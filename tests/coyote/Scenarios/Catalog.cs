namespace KubeDirect.Tests.Coyote.Scenarios;

/// <summary>Every scenario by its name, which tests and schedule files use.</summary>
internal static class Catalog
{
    private static readonly Dictionary<string, Func<Task>> Scenarios = [];

    static Catalog()
    {
        Add(LinkScenarios.All);
        Add(BackPressureScenarios.All);
        Add(CrashScenarios.All);
        Add(AdapterScenarios.All);
    }

    /// <summary>A scenario.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public static Func<Task> Scenario(string name) =>
        Scenarios.TryGetValue(name, out var scenario)
        ? scenario
        : throw new ArgumentException($"There is no scenario '{name}'.", nameof(name));

    private static void Add(IReadOnlyDictionary<string, Func<Task>> scenarios)
    {
        foreach (var (name, scenario) in scenarios)
        {
            Scenarios.Add(name, scenario);
        }
    }
}
