using System.Globalization;
using System.Text;

namespace KubeDirect.Tests.Refinement.Graphs;

/// <summary>Reads a state graph from what TLC writes with <c>-dump dot,actionlabels</c>.</summary>
internal static class DotReader
{
    /// <summary>Reads to the end.</summary>
    /// <exception cref="FormatException">A line is none that TLC writes, an edge leads
    /// to a state that was not written, or a label is not an action's.</exception>
    public static GraphFile Read(TextReader dot, string model, string hash)
    {
        var states = new Dictionary<long, ulong>();
        var initial = new SortedSet<ulong>();
        var edges = new HashSet<(long From, string Label, long To)>();
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        while (dot.ReadLine() is { } line)
        {
            if (line.Length == 0 || !(line[0] == '-' || char.IsAsciiDigit(line[0])))
            {
                continue; // What concerns the drawing only.
            }

            var label = LabelOf(line);
            var ends = line[..line.IndexOf(" [", StringComparison.Ordinal)].Split(" -> ");
            var from = long.Parse(ends[0], CultureInfo.InvariantCulture);
            if (ends.Length == 1)
            {
                states[from] = Fingerprint.Of(TlaParser.State(label));
                if (line.EndsWith("filled]", StringComparison.Ordinal))
                {
                    initial.Add(states[from]);
                }

                continue;
            }

            if (!labels.TryGetValue(label, out var canonical))
            {
                labels.Add(label, canonical = TlaParser.Label(label));
            }

            edges.Add((from, canonical, long.Parse(ends[1], CultureInfo.InvariantCulture)));
        }

        return Compact(states, initial, edges, model, hash);
    }

    private static GraphFile Compact(
        Dictionary<long, ulong> states, SortedSet<ulong> initial, HashSet<(long From, string Label, long To)> edges, string model,
        string hash)
    {
        var sums = states.Values.ToDictionary(state => state, _ => 0u);
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (from, label, to) in edges)
        {
            if (!states.TryGetValue(from, out var source) || !states.TryGetValue(to, out var target))
            {
                throw new FormatException($"TLC wrote an edge {label} of a state that it did not write.");
            }

            sums[source] = unchecked(sums[source] + Fingerprint.Edge(Fingerprint.Of(label), target));
            counts[label] = counts.GetValueOrDefault(label) + 1;
        }

        return new GraphFile(new GraphHead(model, hash, states.Count, edges.Count, [.. initial], counts), sums);
    }

    private static string LabelOf(string line)
    {
        const string Begin = "[label=\"";
        var text = new StringBuilder();
        var i = line.IndexOf(Begin, StringComparison.Ordinal);
        for (i = i < 0 ? throw new FormatException($"No label in: {line}") : i + Begin.Length; line[i] != '"'; i++)
        {
            text.Append(line[i] != '\\' ? line[i] : line[++i] == 'n' ? '\n' : line[i]);
        }

        return text.ToString();
    }
}
