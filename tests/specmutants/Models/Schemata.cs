namespace KubeDirect.Tests.SpecMutants.Models;

/// <summary>The modules with many mutants at once. For each mutant, the changed definition has a copy, and so have the definitions that
/// use it.</summary>
/// <remarks>Properties keep the operators that they share with steps as they are.</remarks>
internal sealed class Schemata
{
    /// <summary>The module that all others extend. It gets the variable `mutant`: a behaviour is of that mutant, or of none (0).</summary>
    public const string Base = "Network";

    private readonly Protocol protocol;
    private readonly IReadOnlyDictionary<int, Mutant> mutants;
    private readonly ILookup<string, int> copies;

    /// <summary>Combines mutants.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="mutants">The mutants by number, from 1.</param>
    public Schemata(Protocol protocol, IReadOnlyDictionary<int, Mutant> mutants)
    {
        this.protocol = protocol;
        this.mutants = mutants;
        copies = mutants.SelectMany(pair => protocol.UsersOf(pair.Value.Definition).Select(user => (user, pair.Key)))
            .ToLookup(pair => pair.user, pair => pair.Key, StringComparer.Ordinal);
    }

    /// <summary>The name of the copy of a definition that a mutant uses; 0 is the protocol.</summary>
    public static string Copy(string name, int mutant) => $"{name}_m{mutant}";

    /// <summary>What ends a line that is evaluated for one mutant: TLC says in which lines an error occurred.</summary>
    public static string Mark(int mutant) => $" \\* mutant {mutant}";

    /// <summary>The mutants that change a definition or something that it uses.</summary>
    public IEnumerable<int> MutantsOf(string definition) => copies[definition];

    /// <summary>The lines of a module.</summary>
    public IEnumerable<string> LinesOf(Module module)
    {
        var definitions = module.Definitions.ToDictionary(definition => definition.FirstLine);
        var last = 0;
        for (var number = 1; number <= module.Lines.Count; number++)
        {
            if (definitions.TryGetValue(number, out var definition))
            {
                last = definition.LastLine;
                foreach (var line in LinesOf(module, definition, isFirst: number == definitions.Keys.Min()))
                {
                    yield return line;
                }
            }
            else if (number > last)
            {
                yield return module.Lines[number - 1];
            }
        }
    }

    private IEnumerable<string> LinesOf(Module module, Definition definition, bool isFirst)
    {
        var name = definition.Name;
        var isOfProtocol = protocol.Parts.Contains(name) && protocol.ModuleOf(name) == module.Name;
        var isAction = isOfProtocol && protocol.Actions.Contains(name);
        return
            [
                .. isFirst && module.Name == Base ? Registers : [],
                .. isAction ? [$"{Copied(definition, 0)} == {protocol.Body(name)}"] : Original(module, definition),
                .. isOfProtocol ? MutantsOf(name).Select(k => $"{Copied(definition, k)} == {Body(name, k)}{Mark(k)}") : [],
                .. isAction ? Action(definition) : [],
            ];
    }

    private static string[] Registers =>
        [
            "VARIABLE mutant",
            "Happens(name) == name \\in TLCGet(2) \\/ (PrintT(<<\"happens\", name>>) /\\ TLCSet(2, TLCGet(2) \\union {name}))",
            "Loses(k) == PrintT(<<\"loses\", k>>) /\\ TLCSet(3, TLCGet(3) \\union {k})",
        ];

    private static IEnumerable<string> Original(Module module, Definition definition) =>
        module.Lines.Skip(definition.FirstLine - 1).Take(definition.LastLine - definition.FirstLine + 1);

    // The action; and, of a step of the protocol, which mutants do not allow it. That is asked as a condition, so that TLC takes no steps
    // by it.
    private IEnumerable<string> Action(Definition definition) =>
        [
            $"{definition.Applied(definition.Name)} ==",
            .. MutantsOf(definition.Name).Select(k => $"  IF mutant = {k} THEN {Copied(definition, k)} ELSE{Mark(k)}"),
            $"  {Copied(definition, 0)} /\\ (IF mutant # 0 \\/ UNCHANGED vars THEN TRUE ELSE IF Happens(\"{definition.Name}\")",
            .. MutantsOf(definition.Name).Select(k =>
                $"    /\\ (IF {k} \\in TLCGet(3) THEN TRUE ELSE IF {Copied(definition, k)} THEN TRUE ELSE Loses({k})){Mark(k)}"),
            "    THEN TRUE ELSE TRUE)",
        ];

    private static string Copied(Definition definition, int mutant) => definition.Applied(Copy(definition.Name, mutant));

    private Node Body(string name, int mutant)
    {
        var body = mutants[mutant].Definition == name ? mutants[mutant].Body : protocol.Body(name);
        var affected = protocol.UsersOf(mutants[mutant].Definition);
        return Simplifier.Map(body, node => node.Kind is NodeKind.Call or NodeKind.Word && affected.Contains(node.Text)
            ? node with { Text = Copy(node.Text, mutant) }
            : node);
    }
}
