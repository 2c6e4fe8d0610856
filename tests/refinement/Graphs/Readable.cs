namespace KubeDirect.Tests.Refinement.Graphs;

/// <summary>States for people.</summary>
internal static class Readable
{
    /// <summary>A line for each variable.</summary>
    public static string State(string canonical) => string.Join('\n', Lines(canonical));

    /// <summary>The variables that differ, before and after.</summary>
    public static string Change(string before, string after)
    {
        var changed = Lines(before).Zip(Lines(after)).Where(pair => pair.First != pair.Second);
        return string.Join('\n', changed.Select(pair => $"  before: {pair.First.Trim()}\n  after:  {pair.Second.Trim()}"));
    }

    // Cuts at the separators of the outermost function.
    private static IEnumerable<string> Lines(string canonical)
    {
        var (depth, start) = (0, 1);
        for (var i = 1; i < canonical.Length; i++)
        {
            depth += canonical[i] switch { '(' or '{' => 1, ')' or '}' => -1, _ => 0 };
            if (depth < 0 || (depth == 0 && canonical[i] == '@'))
            {
                yield return "  "
                    + canonical[start..i].Replace(":>", " = ", StringComparison.Ordinal).Replace("@@", ", ", StringComparison.Ordinal);
                start = ++i + 1;
            }
        }
    }
}
