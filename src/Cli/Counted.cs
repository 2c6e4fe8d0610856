using System.Globalization;

namespace KubeDirect.Cli;

/// <summary>Writes a number with its noun, such as "1 node" and "2 nodes". Stateless.</summary>
internal static class Counted
{
    /// <param name="count">The number; not negative.</param>
    /// <param name="noun">The noun in the singular. Its plural must be the singular with an "s".</param>
    public static string Text(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
