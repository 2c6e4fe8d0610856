namespace KubeDirect.Tests.SpecMutants.Models;

/// <summary>A configuration of TLC, in which each statement but CONSTANTS is on one line.</summary>
internal sealed class Configuration
{
    private static readonly HashSet<string> Read = new(
        ["SPECIFICATION", "INIT", "NEXT", "INVARIANT", "INVARIANTS", "PROPERTY", "PROPERTIES", "ACTION_CONSTRAINT", "ACTION_CONSTRAINTS",
            "CHECK_DEADLOCK"],
        StringComparer.Ordinal);

    private readonly string[][] statements;

    private Configuration(IReadOnlyList<string> lines, string[][] statements, IReadOnlyList<string> rest)
    {
        Lines = lines;
        this.statements = statements;
        Rest = rest;
    }

    /// <summary>All its lines, without comments.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>The specification, or null if it names the initial states and the steps.</summary>
    public string? Specification => Words("SPECIFICATION").FirstOrDefault();

    public string? Init => Words("INIT").FirstOrDefault();

    public string? Next => Words("NEXT").FirstOrDefault();

    public IEnumerable<string> Invariants => Words("INVARIANT").Concat(Words("INVARIANTS"));

    public IEnumerable<string> Properties => Words("PROPERTY").Concat(Words("PROPERTIES"));

    public IEnumerable<string> ActionConstraints => Words("ACTION_CONSTRAINT").Concat(Words("ACTION_CONSTRAINTS"));

    /// <summary>The lines of everything else: constants, symmetry, views.</summary>
    public IReadOnlyList<string> Rest { get; }

    /// <summary>Reads a configuration.</summary>
    /// <param name="text">Its text; comments go to the ends of their lines.</param>
    public static Configuration Parse(string text)
    {
        var lines = text.Split('\n').Select(line => line.Split("\\*")[0].TrimEnd()).Where(line => line.Length > 0).ToArray();
        var split = lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        return new Configuration(
            lines,
            [.. split.Where(words => Read.Contains(words[0]))],
            [.. lines.Zip(split).Where(pair => !Read.Contains(pair.Second[0])).Select(pair => pair.First)]);
    }

    private IEnumerable<string> Words(string statement) =>
        statements.Where(words => words[0] == statement).SelectMany(words => words.Skip(1));
}
