using System.Globalization;
using KubeDirect.EmbeddedApi.Model;

namespace KubeDirect.EmbeddedApi.Storage;

/// <summary>
/// The lists that clients read page by page. All pages of a list show the state at its first page. The least recently used list is
/// forgotten first; its token is then answered with 410. Safe from any thread.
/// </summary>
internal sealed class PageTokens(int capacity)
{
    private readonly Lock gate = new();
    private readonly LinkedList<(long Id, PagedList List)> recent = new();
    private long nextId;

    /// <summary>Keeps a list and returns the number that its tokens start with.</summary>
    public long Keep(PagedList list)
    {
        lock (gate)
        {
            recent.AddFirst((++nextId, list));
            if (recent.Count > capacity)
            {
                recent.RemoveLast();
            }

            return nextId;
        }
    }

    /// <summary>The token of the page that starts at an offset.</summary>
    public static string Token(long id, int offset) => string.Create(CultureInfo.InvariantCulture, $"{id}-{offset}");

    /// <summary>Reads a token. Throws 400 for one that is no token and 410 for one that has expired.</summary>
    public (long Id, PagedList List, int Offset) Open(string token, ResourceType type)
    {
        var parts = token.Split('-');
        if (parts.Length != 2
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            throw ApiError.BadRequest("continue key is not valid");
        }

        lock (gate)
        {
            for (var node = recent.First; node is not null; node = node.Next)
            {
                if (node.Value.Id == id && node.Value.List.Type == type && offset <= node.Value.List.Items.Length)
                {
                    recent.Remove(node);
                    recent.AddFirst(node);
                    return (id, node.Value.List, offset);
                }
            }
        }

        throw ApiError.Expired(
            "The provided continue parameter is too old to display a consistent list result. "
            + "You must start a new list without the continue parameter.");
    }

    /// <summary>Forgets every list, so that all tokens have expired.</summary>
    public void Clear()
    {
        lock (gate)
        {
            recent.Clear();
        }
    }
}
