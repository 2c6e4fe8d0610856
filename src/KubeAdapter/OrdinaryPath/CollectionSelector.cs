using System.Text.RegularExpressions;

namespace KubeDirect.KubeAdapter.OrdinaryPath;

/// <summary>Adds a label selector to the requests that list or watch Deployments and ReplicaSets. Stateless and thread-safe.</summary>
internal static partial class CollectionSelector
{
    private const string Parameter = "labelSelector";

    /// <summary>The request target with the selector added, or unchanged if the request reads no such collection.</summary>
    /// <param name="method">The request's method.</param>
    /// <param name="target">Its path and query, as received.</param>
    /// <param name="selector">The selector to add.</param>
    /// <remarks>An existing selector stays, and both must hold. Everything else is left as it was, escapes included.</remarks>
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
            // The API server reads the first one only, so this is the one to narrow.
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

    // Any version of the group, the deprecated watch paths too; not a single object, and no subresource.
    [GeneratedRegex(
        "^/+apis/apps/[^/]+/(watch/)?(namespaces/[^/]+/)?(deployments|replicasets)/?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Collection();
}
