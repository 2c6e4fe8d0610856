namespace KubeDirect.Tests.SpecMutants.Tla;

/// <summary>The modules of a folder.</summary>
internal sealed class Specification
{
    private readonly Dictionary<string, Module> modules;

    /// <summary>Makes it of modules.</summary>
    public Specification(IEnumerable<Module> modules) => this.modules = modules.ToDictionary(module => module.Name, StringComparer.Ordinal);

    /// <summary>All modules, by name.</summary>
    public IEnumerable<Module> Modules => modules.Values.OrderBy(module => module.Name, StringComparer.Ordinal);

    /// <summary>Reads the modules of a folder.</summary>
    public static Specification Read(string folder) =>
        new(Directory.EnumerateFiles(folder, "*.tla").Select(path =>
            Module.Read(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path))));

    /// <summary>The module of that name, or null if there is none: TLC's own are not there.</summary>
    public Module? Find(string name) => modules.GetValueOrDefault(name);

    /// <summary>A module and all that it is made of.</summary>
    public IReadOnlySet<string> Closure(string root)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var todo = new Stack<string>([root]);
        while (todo.TryPop(out var name))
        {
            if (Find(name) is { } module && seen.Add(name))
            {
                foreach (var next in module.Uses)
                {
                    todo.Push(next);
                }
            }
        }

        return seen;
    }
}
