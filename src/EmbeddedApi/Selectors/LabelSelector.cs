using KubeDirect.EmbeddedApi.Model;

namespace KubeDirect.EmbeddedApi.Selectors;

/// <summary>
/// A label selector in the text form of the API: requirements <c>a=b</c>, <c>a==b</c>, <c>a!=b</c>, <c>a in (b,c)</c>,
/// <c>a notin (b,c)</c>, <c>a</c> or <c>!a</c>, joined by commas. All must hold. Immutable.
/// </summary>
internal sealed class LabelSelector(LabelRequirement[] requirements)
{
    public static readonly LabelSelector Everything = new([]);

    /// <summary>Reads a selector; null and blank select everything, a malformed one is a 400.</summary>
    public static LabelSelector Parse(string? text) =>
        string.IsNullOrWhiteSpace(text) ? Everything : new LabelSelector([.. Split(text).Select(part => ParseOne(part, text))]);

    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        foreach (var requirement in requirements)
        {
            if (!requirement.Matches(labels))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The parts between commas that are outside of parentheses.</summary>
    private static IEnumerable<string> Split(string text)
    {
        var start = 0;
        var depth = 0;
        for (var index = 0; index < text.Length; index++)
        {
            depth += text[index] switch { '(' => 1, ')' => -1, _ => 0 };
            if (text[index] == ',' && depth == 0)
            {
                yield return text[start..index].Trim();
                start = index + 1;
            }
        }

        yield return text[start..].Trim();
    }

    private static LabelRequirement ParseOne(string part, string whole)
    {
        if (part.EndsWith(')'))
        {
            return ParseSet(part, whole);
        }

        if (part.StartsWith('!'))
        {
            return new LabelRequirement(Name(part[1..].Trim(), whole), LabelOperator.Absent, []);
        }

        var equals = part.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            return new LabelRequirement(Name(part, whole), LabelOperator.Exists, []);
        }

        var negated = equals > 0 && part[equals - 1] == '!';
        var doubled = equals + 1 < part.Length && part[equals + 1] == '=';
        var name = part[..(negated ? equals - 1 : equals)].Trim();
        var value = part[(doubled && !negated ? equals + 2 : equals + 1)..].Trim();
        return new LabelRequirement(Name(name, whole), negated ? LabelOperator.NotIn : LabelOperator.In, [Value(value, whole)]);
    }

    private static LabelRequirement ParseSet(string part, string whole)
    {
        var open = part.IndexOf('(', StringComparison.Ordinal);
        var words = open < 0 ? [] : part[..open].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length != 2 || words[1] is not ("in" or "notin"))
        {
            throw Malformed(whole);
        }

        var values = part[(open + 1)..^1].Split(',').Select(value => Value(value.Trim(), whole)).ToArray();
        var comparison = string.Equals(words[1], "in", StringComparison.Ordinal) ? LabelOperator.In : LabelOperator.NotIn;
        return new LabelRequirement(Name(words[0], whole), comparison, values);
    }

    private static string Name(string name, string whole) => LabelSyntax.IsName(name) ? name : throw Malformed(whole);

    private static string Value(string value, string whole) => LabelSyntax.IsValue(value) ? value : throw Malformed(whole);

    private static ApiError Malformed(string whole) => ApiError.BadRequest($"unable to parse the label selector \"{whole}\"");
}
