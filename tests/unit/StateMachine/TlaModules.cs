using System.Text.RegularExpressions;

namespace KubeDirect.Tests.Unit.StateMachine;

/// <summary>The modules of the specification that the module <c>Graph</c> extends, with the names that they define.</summary>
internal sealed partial class TlaModules
{
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);

    public TlaModules() => Read("Graph");

    /// <summary>The actions of the chain: the disjuncts of <c>Graph!Named</c>, each as module and name.</summary>
    public IEnumerable<(string Module, string Name)> Actions()
    {
        var body = BodyOf("Named", texts["Graph"]);
        var disjuncts = Applied().Matches(Quantifier().Replace(body, "")).Select(match => match.Groups["name"].Value).Distinct();
        return disjuncts.Select(Unwrapped).Select(name => (ModuleOf(name), name));
    }

    // Graph has operators of its own that apply an action to constants only.
    private string Unwrapped(string name) =>
        Defines(texts["Graph"], name) ? Last().Match(BodyOf(name, texts["Graph"])).Groups["name"].Value : name;

    private string ModuleOf(string name) => texts.Single(module => Defines(module.Value, name)).Key;

    private static bool Defines(string text, string name) => Definition().Matches(text).Any(match => match.Groups["name"].Value == name);

    private static string BodyOf(string name, string text)
    {
        var definition = Definition().Matches(text).Single(match => match.Groups["name"].Value == name);
        var rest = text[(definition.Index + definition.Length)..];
        var end = Definition().Match(rest);
        return end.Success ? rest[..end.Index] : rest;
    }

    private void Read(string module)
    {
        var file = Path.Combine(Repository.Root, "spec", "tla", module + ".tla");
        if (texts.ContainsKey(module) || !File.Exists(file))
        {
            return; // The file of a standard module comes with TLC.
        }

        texts.Add(module, Comment().Replace(File.ReadAllText(file), ""));
        foreach (
            var extended in Extends()
                .Matches(texts[module])
                .SelectMany(match => match.Groups["names"].Value.Split(',', StringSplitOptions.TrimEntries)))
        {
            Read(extended);
        }
    }

    private const int TimeoutMilliseconds = 10_000;

    [GeneratedRegex(@"\\\*.*$|\(\*.*?\*\)", RegexOptions.Multiline, TimeoutMilliseconds)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^EXTENDS (?<names>[\w, ]+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    private static partial Regex Extends();

    [GeneratedRegex(@"^(?<name>\w+)(\([^)]*\))? *==", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    private static partial Regex Definition();

    [GeneratedRegex(@"\\E[^:]*:", RegexOptions.None, TimeoutMilliseconds)]
    private static partial Regex Quantifier();

    [GeneratedRegex(@"\\/\s*(?<name>\w+)", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    private static partial Regex Applied();

    [GeneratedRegex(@"/\\ (?<name>\w+)\(\w+\)\s*\z", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    private static partial Regex Last();
}
