using System.Text.RegularExpressions;

namespace KubeDirect.Tests.SpecMutants.Tla;

/// <summary>A module: its lines without comments, and its definitions.</summary>
/// <remarks>A definition begins in the first column and goes on until something else begins there.</remarks>
internal sealed partial class Module
{
    // A machine may be busy: this ends what would go on for ever.
    private const int TimeoutMilliseconds = 60_000;

    private Module(string name, string[] lines, IReadOnlyList<Definition> definitions)
    {
        Name = name;
        Lines = lines;
        Definitions = definitions;
    }

    public string Name { get; }

    /// <summary>The lines, without comments.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>In the order of the module.</summary>
    public IReadOnlyList<Definition> Definitions { get; }

    /// <summary>The modules that this one extends or has instances of; TLC's own are among them.</summary>
    public IEnumerable<string> Uses =>
        Lines.SelectMany(line => Used().Matches(line))
            .SelectMany(match => match.Groups["names"].Value.Split(',', StringSplitOptions.TrimEntries));

    /// <summary>Reads a module.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">Its text.</param>
    public static Module Read(string name, string text)
    {
        var lines = Tokens.WithoutComments(text).Split('\n').Select(line => line.TrimEnd()).ToArray();
        var starts = Enumerable.Range(0, lines.Length).Where(i => lines[i].Length > 0 && lines[i][0] != ' ').Append(lines.Length).ToArray();
        return new Module(name, lines, [.. starts.Zip(starts.Skip(1), (from, to) => Read(lines, from, to)).OfType<Definition>()]);
    }

    // Null for what is no definition of an expression.
    private static Definition? Read(string[] lines, int from, int to)
    {
        var last = Enumerable.Range(from, to - from).Last(i => lines[i].Length > 0);
        var tokens = Tokens.Of(string.Join('\n', lines[from..(last + 1)]), from + 1);
        var head = tokens.TakeWhile(token => token.Text != "==").ToArray();
        return head.Length == 0 || head.Length == tokens.Count || !char.IsLetter(head[0].Text[0])
            ? null
            : new Definition(
                head[0].Text,
                [.. head.Skip(1).Select(token => token.Text).Where(text => char.IsLetter(text[0]))],
                [.. tokens.Skip(head.Length + 1)],
                from + 1,
                last + 1);
    }

    [GeneratedRegex(
        @"(^EXTENDS +|\bINSTANCE +)(?<names>[A-Za-z0-9_]+( *, *[A-Za-z0-9_]+)*)", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    private static partial Regex Used();
}
