using KubeDirect.EmbeddedApi.Selectors;
using KubeDirect.EmbeddedApi.Storage;
using Microsoft.AspNetCore.Http;

namespace KubeDirect.EmbeddedApi.Http;

/// <summary>Reads what a request selects. Stateless.</summary>
internal static class Selections
{
    public static Selection Read(HttpRequest request, ResourcePath path) => new(
        path.Namespace.Length == 0 ? null : path.Namespace,
        LabelSelector.Parse(request.Query["labelSelector"]),
        FieldSelector.Parse(request.Query["fieldSelector"], path.Type));
}
