namespace KubeDirect.EmbeddedApi.Selectors;

/// <summary>The syntax of the name and of the value of a label. Stateless.</summary>
internal static class LabelSyntax
{
    private const int LongestPart = 63;
    private const int LongestPrefix = 253;

    /// <summary>An optional DNS prefix and a slash, then at most 63 letters, digits, dashes, underscores and dots.</summary>
    public static bool IsName(string name)
    {
        var slash = name.LastIndexOf('/');
        var prefix = slash < 0 ? null : name[..slash];
        return (prefix is null
                || (prefix.Length is > 0 and <= LongestPrefix
                    && prefix.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')))
            && name.Length > slash + 1
            && IsPart(name.AsSpan(slash + 1));
    }

    /// <summary>Empty, or of the same form as a name without a prefix.</summary>
    public static bool IsValue(string value) => value.Length == 0 || IsPart(value);

    private static bool IsPart(ReadOnlySpan<char> part)
    {
        if (part.Length is 0 or > LongestPart || !char.IsAsciiLetterOrDigit(part[0]) || !char.IsAsciiLetterOrDigit(part[^1]))
        {
            return false;
        }

        foreach (var character in part)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_' or '.'))
            {
                return false;
            }
        }

        return true;
    }
}
