using System.Globalization;
using System.Text.RegularExpressions;

namespace KubeDirect.Tests.SpecMutants.Runs;

/// <summary>What TLC printed of a <see cref="Batch"/>.</summary>
internal sealed partial class TlcOutput
{
    // A machine may be busy: this ends what would go on for ever.
    private const int TimeoutMilliseconds = 60_000;

    private readonly IReadOnlyList<string> lines;

    /// <summary>Reads the output.</summary>
    /// <param name="lines">Its lines.</param>
    public TlcOutput(IReadOnlyList<string> lines)
    {
        this.lines = lines;
        foreach (var match in lines.Select(line => Printed().Match(line)).Where(match => match.Success))
        {
            var (what, who, name) = (match.Groups["what"].Value, match.Groups["who"].Value, match.Groups["name"].Value);
            if (what == "happens")
            {
                Happened.Add(who.Trim('"'));
            }
            else if (what == "violates")
            {
                Violated.TryAdd(Number(who), name);
            }
            else
            {
                Said(what).Add(Number(who));
            }
        }
    }

    /// <summary>The actions of which the protocol has taken a step.</summary>
    public HashSet<string> Happened { get; } = new(StringComparer.Ordinal);

    /// <summary>The property that a mutant was the first to violate.</summary>
    public Dictionary<int, string> Violated { get; } = [];

    /// <summary>The mutants that have taken a step that the protocol does not allow.</summary>
    public HashSet<int> Adds { get; } = [];

    /// <summary>The mutants that do not allow a step of the protocol.</summary>
    public HashSet<int> Loses { get; } = [];

    /// <summary>The mutants that have too many states.</summary>
    public HashSet<int> Grown { get; } = [];

    /// <summary>Whether the search ended without an error.</summary>
    public bool IsComplete =>
        lines.Any(line => line.StartsWith("Model checking completed. No error has been found", StringComparison.Ordinal));

    /// <summary>The liveness properties that were violated, as TLC names them; a word for any if it does not; null if none
    /// was.</summary>
    public string? ViolatedLiveness =>
        lines.Select(line => Temporal().Match(line)).FirstOrDefault(match => match.Success) is { } found
            ? found.Groups["names"].Success ? found.Groups["names"].Value : "liveness"
            : null;

    /// <summary>TLC's error, on one line; null if there was none.</summary>
    public string? Error
    {
        get
        {
            var first = Enumerable.Range(0, lines.Count).FirstOrDefault(i => lines[i].StartsWith("Error:", StringComparison.Ordinal), -1);
            if (first < 0)
            {
                return null;
            }

            var text = lines.Skip(first).TakeWhile((line, i) => i == 0 || !line.StartsWith("Error:", StringComparison.Ordinal));
            var said = string.Join(' ', text.Select(line => line.Trim()))["Error:".Length..].Trim();
            var cause = said.IndexOf("RuntimeException", StringComparison.Ordinal);
            return cause < 0 ? said : said[(cause + "RuntimeException".Length)..].TrimStart(' ', ':');
        }
    }

    /// <summary>The mutant that the error is about: that of the last state, or else that of the innermost line that is of one
    /// mutant.</summary>
    /// <param name="lineOf">The line of a module.</param>
    /// <returns>The mutant, or 0 if it is none of them.</returns>
    public int Culprit(Func<string, int, string> lineOf)
    {
        var ofState = lines.Select(line => OfState().Match(line)).LastOrDefault(match => match.Success);
        if (ofState is not null && Number(ofState.Groups["mutant"].Value) is var number and not 0)
        {
            return number;
        }

        return lines.Select(line => Position().Match(line))
            .Where(match => match.Success && match.Groups["from"].Value == match.Groups["to"].Value)
            .Select(match => Marked().Match(lineOf(match.Groups["module"].Value, Number(match.Groups["from"].Value))))
            .Where(match => match.Success)
            .Select(match => Number(match.Groups["mutant"].Value))
            .LastOrDefault();
    }

    private HashSet<int> Said(string what) => what switch { "adds" => Adds, "loses" => Loses, _ => Grown };

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        "^<<\"(?<what>happens|violates|adds|loses|grows)\", (?<who>\"[^\"]*\"|\\d+)(, \"(?<name>[^\"]*)\")?>>$",
        RegexOptions.ExplicitCapture,
        TimeoutMilliseconds)]
    private static partial Regex Printed();

    [GeneratedRegex(
        "^Error: Temporal propert(y|ies)( (?<names>.+))? (was|were) violated", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    private static partial Regex Temporal();

    [GeneratedRegex(@"^/\\ mutant = (?<mutant>\d+)$", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    private static partial Regex OfState();

    [GeneratedRegex(
        @"^\d+\. Line (?<from>\d+), column \d+ to line (?<to>\d+), column \d+ in (?<module>[A-Za-z0-9_]+)$",
        RegexOptions.ExplicitCapture,
        TimeoutMilliseconds)]
    private static partial Regex Position();

    [GeneratedRegex(@"\\\* mutant (?<mutant>\d+)$", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    private static partial Regex Marked();
}
