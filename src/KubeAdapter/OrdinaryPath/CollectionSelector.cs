using System.Text.RegularExpressions;

namespace KubeDirect.KubeAdapter.OrdinaryPath;

/// <summary>Adds a label selector to the requests that list or watch Deployments and ReplicaSets. Stateless and thread-safe.</summary>
internal static partial class CollectionSelector
{
    private const string Parameter = "labelSelector";

    /// <summary>Adds the selector to the target of a request. If the request reads no such collection, the target stays the same.</summary>
    /// <param name="method">The request's method.</param>
    /// <param name="target">The request's path and query, as received.</param>
    /// <param name="selector">The selector to add.</param>
    /// <remarks>An existing selector stays, and both must hold. The rest of the target stays as it was, escapes included.</remarks>
    public static string Narrow(string method, string target, string selector)
    {
        int question = target.IndexOf('?', StringComparison.Ordinal);
        string path = question < 0 ? target : target[..question];
        if (!string.Equals(method, "GET", StringComparison.Ordinal) || !Collection().IsMatch(Uri.UnescapeDataString(path)))
        {
            return target;
        }

        string added = Uri.EscapeDataString(selector);
        string[] query = question < 0 ? [] : target[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries);
        int existing = Array.FindIndex(query, IsSelector);
        if (existing < 0)
        {
            query = [.. query, $"{Parameter}={added}"];
        }
        else
        {
            // The API server reads only the first selector, so this one is narrowed.
            int equals = query[existing].IndexOf('=', StringComparison.Ordinal);
            bool empty = equals < 0 || equals == query[existing].Length - 1;
            query[existing] = empty ? $"{Parameter}={added}" : $"{query[existing]}%2C{added}";
        }

        return $"{path}?{string.Join('&', query)}";
    }

    private static bool IsSelector(string pair)
    {
        int equals = pair.IndexOf('=', StringComparison.Ordinal);
        return string.Equals(Uri.UnescapeDataString(equals < 0 ? pair : pair[..equals]), Parameter, StringComparison.Ordinal);
    }

    // Matches any version of the group, and the deprecated watch paths. Matches no single object and no subresource.
    [GeneratedRegex(
        "^/+apis/apps/[^/]+/(watch/)?(namespaces/[^/]+/)?(deployments|replicasets)/?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Collection();
}
