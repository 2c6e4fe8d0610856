using System.Text.RegularExpressions;

namespace KubeDirect.Tests.SpecMutants.Tla;

/// <summary>Splits the text of a module into tokens.</summary>
internal static partial class Tokens
{
    // A machine may be busy: this ends what would go on for ever.
    private const int TimeoutMilliseconds = 60_000;

    /// <summary>Replaces comments by spaces, so that everything else stays in its line and column.</summary>
    /// <param name="text">A module. Its block comments do not contain others.</param>
    public static string WithoutComments(string text) =>
        StringOrComment().Replace(text, match => match.Value[0] == '"' ? match.Value : NotNewline().Replace(match.Value, " "));

    /// <summary>The tokens of a text without comments.</summary>
    /// <param name="text">The text.</param>
    /// <param name="firstLine">The line of the module where the text begins, from 1.</param>
    public static IReadOnlyList<Token> Of(string text, int firstLine)
    {
        var tokens = new List<Token>();
        var number = firstLine;
        foreach (var line in text.Split('\n'))
        {
            tokens.AddRange(Sign().Matches(line).Select(match => new Token(match.Value, number, match.Index + 1)));
            number++;
        }

        return tokens;
    }

    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"|\\\*[^\n]*|\(\*[\s\S]*?\*\)
        """, RegexOptions.IgnorePatternWhitespace, TimeoutMilliseconds)]
    private static partial Regex StringOrComment();

    [GeneratedRegex("[^\n]", RegexOptions.None, TimeoutMilliseconds)]
    private static partial Regex NotNewline();

    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"|\\[A-Za-z]+|/\\|\\/|<=>|=>|<=|>=|<<|>>|\|->|->|:>|@@|\.\.|==|~>|<>|\[\]|[A-Za-z0-9_]+|\S
        """, RegexOptions.IgnorePatternWhitespace, TimeoutMilliseconds)]
    private static partial Regex Sign();
}
