namespace KubeDirect.Tests.SpecMutants.Models;

/// <summary>A model, with what its configuration names.</summary>
internal sealed class Model
{
    private readonly Specification specification;

    /// <summary>Reads a model.</summary>
    /// <param name="specification">The modules.</param>
    /// <param name="entry">What the manifest says of it.</param>
    /// <param name="configuration">Its configuration.</param>
    public Model(Specification specification, ModelEntry entry, string configuration)
    {
        this.specification = specification;
        Entry = entry;
        Configuration = Configuration.Parse(configuration);
        Root = RootOf(specification, entry.Name);
        Modules = specification.Closure(Root);
        Properties = [.. Configuration.Properties.Select(name => Property.Read(Find(name).Module, Find(name).Definition))];
        (Init, Next, Fairness) = Configuration.Specification is { } spec
            ? Parts(spec)
            : (Configuration.Init!, Configuration.Next!, []);
        Hash = Journal.Hash(string.Join('\n', Modules.Order(StringComparer.Ordinal)
            .SelectMany(name => specification.Find(name)!.Lines.Where(line => line.Length > 0))
            .Concat(Configuration.Lines)));
    }

    public ModelEntry Entry { get; }

    public Configuration Configuration { get; }

    /// <summary>The root module: the longest one that the model's name begins with.</summary>
    public string Root { get; }

    /// <summary>The modules that it is made of.</summary>
    public IReadOnlySet<string> Modules { get; }

    public IReadOnlyList<Property> Properties { get; }

    public string Init { get; }

    public string Next { get; }

    /// <summary>What the specification says beside its first states and its steps.</summary>
    public IReadOnlyList<string> Fairness { get; }

    /// <summary>The hash of all that TLC would be given.</summary>
    public string Hash { get; }

    /// <summary>What it costs to ask it, compared with others. Safety of all mutants is checked in one search, liveness of a few at a
    /// time.</summary>
    public int Cost => checked(Entry.DistinctStates * (IsLive ? 20 : 1));

    /// <summary>Whether it checks liveness.</summary>
    public bool IsLive => Properties.Any(property => property.Kind == PropertyKind.Lasting);

    /// <summary>Whether it begins in the chain's own initial states. Those of the inductive invariant need not be a mutant's.</summary>
    public bool HasSpecification => Configuration.Specification is not null;

    /// <summary>Whether the model of that name is one of the chain.</summary>
    public static bool IsOfTheChain(Specification specification, string name) =>
        specification.Closure(RootOf(specification, name)).Contains("KubeDirect");

    // The longest module that the name begins with.
    private static string RootOf(Specification specification, string name) =>
        Enumerable.Range(0, name.Length).Select(cut => name[..^cut]).First(root => specification.Find(root) is not null);

    private (Module Module, Definition Definition) Find(string name) =>
        Modules.Select(module => specification.Find(module)!)
            .SelectMany(module => module.Definitions.Where(definition => definition.Name == name).Select(found => (module, found)))
            .First();

    // Spec == A /\ B, where A is a specification again, or Init /\ [][Next]_vars.
    private (string Init, string Next, IReadOnlyList<string> Fairness) Parts(string name)
    {
        var tokens = Find(name).Definition.Tokens.Select(token => token.Text).ToArray();
        var first = tokens[0];
        return tokens switch
        {
            [_, "/\\", "[]", "[", var next, "]", "_vars"] => (first, next, []),
            [_, "/\\", var fairness] => Parts(first) is var inner ? (inner.Init, inner.Next, [.. inner.Fairness, fairness]) : default,
            _ => throw new FormatException($"{name} is not of the form Init /\\ [][Next]_vars, or that with fairness."),
        };
    }
}
