namespace KubeDirect.Tests.SpecMutants.Mutants;

/// <summary>The definitions that the steps of the protocol are made of.</summary>
internal sealed class Protocol
{
    private readonly Dictionary<string, (string Module, Definition Definition)> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlySet<string>> users = new(StringComparer.Ordinal);

    /// <summary>Reads the actions of Graph!Named, and what they use.</summary>
    /// <param name="specification">The specification.</param>
    public Protocol(Specification specification)
    {
        foreach (var module in specification.Closure("KubeDirect").Select(name => specification.Find(name)!))
        {
            foreach (var definition in module.Definitions)
            {
                known.Add(definition.Name, (module.Name, definition));
            }
        }

        Named = specification.Find("Graph")!.Definitions.Single(definition => definition.Name == "Named").Body;
        Actions = [.. Names(Named).Where(name => known.ContainsKey(name) && !IsLeftOut(name))];
        Parts = [.. Closed(Actions).Where(name => !IsLeftOut(name))];
    }

    /// <summary>Graph!Named: every step of the chain by name.</summary>
    public Node Named { get; }

    /// <summary>The actions that are steps of the protocol, in the order of Graph!Named.</summary>
    public IReadOnlyList<string> Actions { get; }

    /// <summary>The actions, and the operators that they use as far as these are of the protocol.</summary>
    public IReadOnlyList<string> Parts { get; }

    /// <summary>The module of a definition.</summary>
    public string ModuleOf(string name) => known[name].Module;

    /// <summary>A definition.</summary>
    public Definition Find(string name) => known[name].Definition;

    /// <summary>The body of a definition with every guard on.</summary>
    public Node Body(string name) => Simplifier.WithGuardsOn(known[name].Definition.Body);

    /// <summary>A definition and the parts that use it, directly or not.</summary>
    public IReadOnlySet<string> UsersOf(string name)
    {
        if (!users.TryGetValue(name, out var found))
        {
            found = Parts.Where(part => Closed([part]).Contains(name)).ToHashSet(StringComparer.Ordinal);
            users.Add(name, found);
        }

        return found;
    }

    private static IEnumerable<string> Names(Node node) =>
        node.All.Where(part => part.Kind is NodeKind.Call or NodeKind.Word).Select(part => part.Text).Distinct(StringComparer.Ordinal);

    private bool IsLeftOut(string name) => LeftOut.Modules.ContainsKey(known[name].Module) || LeftOut.Definitions.ContainsKey(name);

    // In the order in which they are found; what is left out is not looked into.
    private List<string> Closed(IEnumerable<string> roots)
    {
        var found = new List<string>(roots);
        for (var i = 0; i < found.Count; i++)
        {
            if (!IsLeftOut(found[i]))
            {
                var used = Names(Body(found[i])).Where(known.ContainsKey).Except(found, StringComparer.Ordinal).ToArray();
                found.AddRange(used);
            }
        }

        return found;
    }
}
