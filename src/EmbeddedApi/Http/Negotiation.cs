using KubeDirect.EmbeddedApi.Model;
using Microsoft.AspNetCore.Http;

namespace KubeDirect.EmbeddedApi.Http;

/// <summary>Reads in which form a client wants the answer. Stateless.</summary>
internal static class Negotiation
{
    /// <summary>
    /// Whether the client wants a table, as <c>kubectl get</c> does. NotAcceptable if it accepts neither a table nor JSON.
    /// </summary>
    public static bool WantsTable(HttpRequest request)
    {
        var accept = request.Headers.Accept;
        if (accept.Count == 0)
        {
            return false;
        }

        foreach (var choice in accept.ToString().Split(','))
        {
            var parts = choice.Split(';', StringSplitOptions.TrimEntries);
            if (parts[0] is "application/json" or "application/*" or "*/*" or "")
            {
                if (!parts.Any(part => part.StartsWith("as=", StringComparison.Ordinal)))
                {
                    return false;
                }

                if (parts.Contains("as=Table", StringComparer.Ordinal) && parts.Contains("v=v1", StringComparer.Ordinal))
                {
                    return true;
                }
            }
        }

        throw ApiError.NotAcceptable();
    }
}
