namespace KubeDirect.Tests.SpecMutants.Models;

/// <summary>A temporal property, in the form in which it can be checked of many mutants at once.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Module">The module that is to get the lines; empty if there are none.</param>
/// <param name="Lines">A definition of its part that says something of one step, or of a state that is never left.</param>
/// <param name="Formula">What must be true of each step, or of a state that is never left.</param>
internal sealed record Property(string Name, PropertyKind Kind, string Module, IReadOnlyList<string> Lines, string Formula)
{
    /// <summary>Reads a property.</summary>
    /// <param name="module">Where it is defined.</param>
    /// <param name="definition">Its definition.</param>
    public static Property Read(Module module, Definition definition)
    {
        var text = string.Join('\n', module.Lines.Skip(definition.FirstLine - 1).Take(definition.LastLine - definition.FirstLine + 1));
        var start = text.IndexOf("==", StringComparison.Ordinal) + 2;
        var body = text[start..].Trim();
        if (body.EndsWith("!Spec", StringComparison.Ordinal))
        {
            var instance = body[..^"!Spec".Length];
            return new Property(definition.Name, PropertyKind.Step, "", [], $"(UNCHANGED {instance}!vars) \\/ {instance}!Next");
        }

        var kind = body.StartsWith("[][", StringComparison.Ordinal) && body.EndsWith("]_vars", StringComparison.Ordinal)
            ? PropertyKind.Step
            : PropertyKind.Lasting;
        var part = $"Part_{definition.Name}";
        return new Property(definition.Name, kind, module.Name, Part(part, text, start, kind), part);
    }

    // Everything stays in its line and column, since lists depend on that.
    private static string[] Part(string name, string text, int start, PropertyKind kind)
    {
        var body = new string(' ', start) + text[start..];
        body = kind == PropertyKind.Step
            ? ReplaceFirst(body, "[][", "   ").TrimEnd()[..^"]_vars".Length]
            : ReplaceFirst(ReplaceFirst(ReplaceFirst(body, "<>[]", "    "), "[]<>", "    "), "~>", "=>");
        return [$"{name} ==", .. body.Split('\n')];
    }

    private static string ReplaceFirst(string text, string old, string with)
    {
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return at < 0 ? text : text[..at] + with + text[(at + old.Length)..];
    }
}
