namespace KubeDirect.Tests.SpecMutants.Reports;

/// <summary>What became of all mutants, as docs/specification-mutants.md shows it.</summary>
/// <param name="protocol">The protocol.</param>
/// <param name="standings">The mutants, in the order of their definitions.</param>
/// <param name="reasons">Why some survive.</param>
internal sealed class Report(Protocol protocol, IReadOnlyList<Standing> standings, Reasons reasons)
{
    /// <summary>The line after which the document is generated.</summary>
    public const string Marker = "<!-- All below is written by spec/tla/mutants. -->";

    /// <summary>The mutants that nothing has killed, that are not equivalent, and that have no reason.</summary>
    public IEnumerable<Standing> Unexplained => standings.Where(standing => IsOpen(standing) && reasons.For(standing.Mutant.Name) is null);

    /// <summary>The reasons that are for no mutant that needs one: it was killed, or it is none any more.</summary>
    public IEnumerable<string> Stale =>
        reasons.Mutants.Except(
            standings.Where(standing => IsOpen(standing) || standing.Fate is Fate.Equivalent or Fate.Unasked)
                .Select(standing => standing.Mutant.Name),
            StringComparer.Ordinal);

    /// <summary>The document with another second part.</summary>
    public string Into(string document) =>
        $"{document.Split(Marker)[0]}{Marker}\n\n{string.Join('\n', [.. Counts, .. Survivors, .. Equivalents, .. Found])}";

    /// <summary>Writes what there is to do.</summary>
    /// <param name="all">Whether these are all mutants, so that each reason must be for one of them.</param>
    /// <returns>Whether there is nothing to do.</returns>
    public bool Say(bool all)
    {
        var stale = all ? Stale.ToArray() : [];
        var open = Unexplained.ToArray();
        foreach (var standing in open)
        {
            Console.WriteLine($"UNEXPLAINED {standing.Mutant.Name}: {Where(standing)}");
        }

        foreach (var name in stale)
        {
            Console.WriteLine($"STALE reason of {name}: nothing is left to explain");
        }

        int Count(Fate fate) => standings.Count(standing => standing.Fate == fate);
        Console.WriteLine(
            $"{standings.Count} mutants: {Count(Fate.Killed)} killed, {Count(Fate.Broken)} with an error, "
            + $"{Count(Fate.Equivalent)} equivalent, "
            + $"{standings.Count(IsOpen)} survived, {open.Length} of them unexplained; "
            + $"{Count(Fate.Unasked)} are yet to be tried in some model");
        return open.Length == 0 && stale.Length == 0 && Count(Fate.Unasked) == 0;
    }

    private static bool IsOpen(Standing standing) => standing.Fate is Fate.Survived or Fate.Unreached;

    private IEnumerable<string> Counts =>
        [
            "## Counts",
            "",
            "| module | mutants | killed | error | equivalent | survived, with a reason | survived, unexplained | not tried in all yet |",
            "|---|---|---|---|---|---|---|---|",
            .. standings.GroupBy(standing => protocol.ModuleOf(standing.Mutant.Definition), StringComparer.Ordinal)
                .Select(group => Row($"`{group.Key}`", [.. group])),
            Row("all", standings),
            "",
        ];

    private string Row(string name, IReadOnlyList<Standing> group)
    {
        int Count(Func<Standing, bool> isMeant) => group.Count(isMeant);
        bool HasReason(Standing standing) => reasons.For(standing.Mutant.Name) is not null;
        return $"| {name} | {group.Count} | {Count(s => s.Fate == Fate.Killed)} | {Count(s => s.Fate == Fate.Broken)} | "
            + $"{Count(s => s.Fate == Fate.Equivalent)} | {Count(s => IsOpen(s) && HasReason(s))} | "
            + $"{Count(s => IsOpen(s) && !HasReason(s))} | {Count(s => s.Fate == Fate.Unasked)} |";
    }

    private IEnumerable<string> Survivors =>
        [
            .. Section("Survived, unexplained", Unexplained.Select(standing => Item(standing, Where(standing)))),
            "## Survived, with the reason",
            "",
            .. Explained.Any() ? Explained.SelectMany(Explanation) : ["None.", ""],
        ];

    private IEnumerable<IGrouping<string, Standing>> Explained =>
        standings.Where(standing => IsOpen(standing) && reasons.For(standing.Mutant.Name) is not null)
            .GroupBy(standing => reasons.For(standing.Mutant.Name)!, StringComparer.Ordinal);

    private static IEnumerable<string> Explanation(IGrouping<string, Standing> group) =>
        [group.Key, "", .. group.Select(standing => Item(standing, Where(standing))), ""];

    private IEnumerable<string> Equivalents =>
        Section("Equivalent in every state of the models", standings.Where(s => s.Fate == Fate.Equivalent)
            .Select(standing => Item(standing, reasons.For(standing.Mutant.Name) ?? "")));

    private IEnumerable<string> Found =>
        [
            .. Section("Not tried in all models yet", standings.Where(s => s.Fate == Fate.Unasked).Select(s => Item(s, ""))),
            .. Section("Errors", standings.Where(s => s.Fate == Fate.Broken).Select(s => Item(s, $"`{s.Model}`"))),
            .. Section("Killed", standings.Where(s => s.Fate == Fate.Killed).Select(s => Item(s, $"`{s.Finding}` in `{s.Model}`"))),
        ];

    private static string Where(Standing standing) =>
        standing.Fate == Fate.Unreached
            ? "its action happens in none of the models"
            : $"differs in {string.Join(", ", standing.Differs.Select(model => $"`{model}`"))}";

    private static string Item(Standing standing, string text) =>
        $"* `{standing.Mutant.Name}`{(text.Length == 0 ? "" : $": {text}")}";

    private static string[] Section(string title, IEnumerable<string> items) =>
        items.ToArray() is { Length: > 0 } lines ? [$"## {title}", "", .. lines, ""] : [$"## {title}", "", "None.", ""];
}
