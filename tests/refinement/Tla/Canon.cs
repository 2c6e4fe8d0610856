using System.Globalization;
using System.Text;

namespace KubeDirect.Tests.Refinement.Tla;

/// <summary>Values of TLA+ as canonical text: equal values have equal texts, whoever wrote them.</summary>
/// <remarks>Records, sequences and tuples are functions, as they are in TLA+; keys and members are sorted by their texts.</remarks>
internal static class Canon
{
    public const string True = "TRUE";
    public const string False = "FALSE";
    public const string None = "None";
    public const string EmptyFunction = "()";

    public static string Bool(bool value) => value ? True : False;

    public static string Int(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Str(string value) => $"\"{value}\"";

    public static string Set(IEnumerable<string> members)
    {
        var sorted = members.ToArray();
        Array.Sort(sorted, string.CompareOrdinal);
        return $"{{{string.Join(',', sorted.Distinct(StringComparer.Ordinal))}}}";
    }

    public static string Function(IEnumerable<(string Key, string Value)> pairs)
    {
        var sorted = pairs.ToArray();
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        var text = new StringBuilder("(");
        foreach (var (key, value) in sorted)
        {
            text.Append(text.Length > 1 ? "@@" : "").Append(key).Append(":>").Append(value);
        }

        return text.Append(')').ToString();
    }

    public static string Record(params (string Field, string Value)[] fields) =>
        Function(fields.Select(field => (Str(field.Field), field.Value)));

    public static string Sequence(IEnumerable<string> items) => Function(items.Select((item, index) => (Int(index + 1), item)));

    /// <summary>The label of an edge: an action's name and its parameters.</summary>
    public static string Label(string action, params string[] parameters) =>
        parameters.Length == 0 ? action : $"{action}({string.Join(',', parameters)})";
}
