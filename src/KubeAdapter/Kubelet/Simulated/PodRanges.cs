using System.Text;

namespace KubeDirect.KubeAdapter.Kubelet.Simulated;

/// <summary>Chooses ranges of Pod addresses for nodes without a configured one. Pure.</summary>
public static class PodRanges
{
    /// <summary>The number of ranges.</summary>
    public const int Count = 4096;

    /// <summary>Gives each node of a process its own range: a /20 of 10.0.0.0/8, which is enough for 4094 Pods.</summary>
    /// <remarks>
    /// The range follows from the node's name, so that two processes do not begin with the same range. Two nodes of different processes can
    /// still get the same range: among 50 such nodes, the probability is one in four. Where that matters, give each node its range by
    /// <see cref="NodeAgentOptions.PodCidr"/>.
    /// </remarks>
    /// <param name="nodes">The names of the nodes; at most <see cref="Count"/>, without duplicates.</param>
    /// <returns>The range of each node, such as <c>10.64.48.0/20</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are more nodes than ranges.</exception>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyCollection<string> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(nodes.Count, Count, nameof(nodes));
        var taken = new HashSet<int>();
        var ranges = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            var index = (int)(Hash(node) % Count);
            while (!taken.Add(index))
            {
                index = (index + 1) % Count;
            }

            ranges.Add(node, $"10.{index / 16}.{index % 16 * 16}.0/20");
        }

        return ranges;
    }

    /// <summary>FNV-1a, which is the same in every process.</summary>
    private static uint Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            hash = unchecked((hash ^ value) * 16777619u);
        }

        // The low bits of FNV-1a mix least.
        return hash ^ (hash >> 16);
    }
}
