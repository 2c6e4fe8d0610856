namespace KubeDirect.Tests.Coyote.Exploration;

/// <summary>A schedule that shows a bug, as it is written to a file and read again. Immutable.</summary>
/// <param name="Scenario">The scenario's name.</param>
/// <param name="Canary">The bug that was put in; empty if the code is the product's.</param>
/// <param name="Strategy">The strategy that found it.</param>
/// <param name="Seed">The strategy's seed.</param>
/// <param name="Number">How many schedules it took.</param>
/// <param name="Bug">What was wrong, on one line.</param>
/// <param name="Trace">Coyote's record of every choice.</param>
internal sealed record Schedule(string Scenario, string Canary, string Strategy, uint Seed, uint Number, string Bug, string Trace)
{
    private const string Heading = "# A schedule that shows a bug. Reproduce it with: tests/coyote/replay FILE";
    private static readonly string[] Fields = ["scenario", "canary", "strategy", "seed", "number", "bug"];

    /// <summary>Where schedules go: <c>artifacts/coyote</c> of the repository.</summary>
    public static string Folder => Path.Combine(Repository.Root, "artifacts", "coyote");

    /// <summary>Writes it to a file of its own; says which.</summary>
    public string Save()
    {
        Directory.CreateDirectory(Folder);
        var name = string.Concat(
            $"{Scenario} {Canary} {Strategy} {Seed}".Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));
        var path = Path.Combine(Folder, name + ".schedule");
        string[] values = [Scenario, Canary, Strategy, $"{Seed}", $"{Number}", Bug];
        File.WriteAllLines(path, [Heading, .. Fields.Zip(values, (field, value) => $"{field}: {value}"), "", Trace]);
        return path;
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">It is none of these files; the message says so in one sentence.</exception>
    public static Schedule Load(string path)
    {
        var lines = File.ReadAllLines(path);
        if (lines.Length < Fields.Length + 3 || lines[0] != Heading)
        {
            throw new FormatException($"{path} is no schedule: its first line is not '{Heading}'.");
        }

        string Value(int field) => lines[field + 1].StartsWith(Fields[field] + ": ", StringComparison.Ordinal)
            ? lines[field + 1][(Fields[field].Length + 2)..]
            : throw new FormatException($"{path} is no schedule: its line {field + 2} does not begin with '{Fields[field]}: '.");
        uint Number(int field) => uint.TryParse(Value(field), out var number)
            ? number
            : throw new FormatException($"{path} is no schedule: its line {field + 2} has no number.");
        return new Schedule(
            Value(0), Value(1), Value(2), Number(3), Number(4), Value(5), string.Join(Environment.NewLine, lines.Skip(Fields.Length + 2)));
    }
}
