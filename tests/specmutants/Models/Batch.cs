namespace KubeDirect.Tests.SpecMutants.Models;

/// <summary>Many mutants in one run of TLC. This saves the start of a run for each of them.</summary>
internal abstract class Batch(Specification specification, Protocol protocol, Model model, IReadOnlyDictionary<int, Mutant> mutants)
{
    /// <summary>The name of the root module and of the configuration.</summary>
    public const string Name = "Mutants";

    protected Protocol Protocol { get; } = protocol;

    protected Model Model { get; } = model;

    protected IReadOnlyDictionary<int, Mutant> Mutants { get; } = mutants;

    protected Schemata Schemata { get; } = new(protocol, mutants);

    /// <summary>The set of the mutants' numbers.</summary>
    protected string Chosen => $"{{{string.Join(", ", Mutants.Keys)}}}";

    /// <summary>The lines of the root module, between its head and its end.</summary>
    protected abstract IEnumerable<string> Root { get; }

    /// <summary>The lines of the configuration that are not the model's own.</summary>
    protected abstract IEnumerable<string> Settings { get; }

    /// <summary>Writes the modules and the configuration.</summary>
    /// <param name="folder">An empty folder.</param>
    public void Write(string folder)
    {
        foreach (var module in Model.Modules.Select(name => specification.Find(name)!))
        {
            var parts = Model.Properties.Where(property => property.Module == module.Name).SelectMany(property => property.Lines);
            var lines = Schemata.LinesOf(module).Where(line => !line.StartsWith("====", StringComparison.Ordinal));
            Write(folder, module.Name, lines.Concat(parts));
        }

        Write(folder, Name, Head.Concat(Root).Prepend($"---- MODULE {Name} ----"));
        File.WriteAllLines(
            Path.Combine(folder, $"{Name}.cfg"),
            [.. Settings, .. Model.Configuration.Rest, .. Model.Configuration.ActionConstraints.Select(name => $"ACTION_CONSTRAINT {name}"),
                "CHECK_DEADLOCK FALSE"]);
    }

    private IEnumerable<Property> OfSteps => Model.Properties.Where(property => property.Kind == PropertyKind.Step);

    private IEnumerable<string> Head =>
        [
            $"EXTENDS {Model.Root}",
            "ASSUME TLCSet(1, {}) /\\ TLCSet(2, {}) /\\ TLCSet(3, {})",
            $"ASSUME \\A k \\in {Chosen} : TLCSet(10 + k, 0)",
            "Alive(k) == k \\notin TLCGet(1)",
            "Ends(k, why) == PrintT(<<why, k>>) /\\ TLCSet(1, TLCGet(1) \\union {k})",
            "Violates(k, name) == PrintT(<<\"violates\", k, name>>) /\\ TLCSet(1, TLCGet(1) \\union {k})",
            .. Model.Configuration.Invariants.Select(name =>
                $"Checked_{name} == ~Alive(mutant) \\/ {name} \\/ Violates(mutant, \"{name}\")"),
            .. OfSteps.Select(property =>
                $"Checked_{property.Name} == [][~Alive(mutant') \\/ ({property.Formula}) \\/ Violates(mutant', \"{property.Name}\")]_vars"),
        ];

    /// <summary>The safety properties, each of which says what violates it and lets TLC go on.</summary>
    protected IEnumerable<string> CheckedSafety =>
        [
            .. Model.Configuration.Invariants.Select(name => $"INVARIANT Checked_{name}"),
            .. OfSteps.Select(property => $"PROPERTY Checked_{property.Name}"),
        ];

    private static void Write(string folder, string name, IEnumerable<string> lines) =>
        File.WriteAllLines(Path.Combine(folder, $"{name}.tla"), lines.Append("===="));
}
