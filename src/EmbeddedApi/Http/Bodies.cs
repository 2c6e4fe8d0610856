using KubeDirect.EmbeddedApi.Model;
using Microsoft.AspNetCore.Http;

namespace KubeDirect.EmbeddedApi.Http;

/// <summary>Reads the bodies of requests. The server's limit on their length has been set already. Stateless.</summary>
internal static class Bodies
{
    /// <summary>The media type of the body, without parameters; empty when it is not given.</summary>
    public static string MediaType(HttpRequest request)
    {
        var type = request.ContentType ?? "";
        var end = type.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? type : type[..end]).Trim().ToLowerInvariant();
    }

    /// <summary>The bytes of the body.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        // Content-Length only sizes the first buffer: a client may announce more than it sends.
        var expected = Math.Clamp(context.Request.ContentLength ?? 0, 256, 64 * 1024);
        using var buffer = new MemoryStream((int)expected);
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    /// <summary>Refuses a body that is not JSON, such as protobuf or YAML.</summary>
    public static void RequireJson(HttpRequest request)
    {
        if (MediaType(request) is not ("" or "application/json"))
        {
            throw ApiError.UnsupportedMediaType(
                "the embedded API server reads JSON only; commands of kubectl that send protobuf, such as \"kubectl create deployment\", "
                + "work as \"kubectl create ... --dry-run=client -o yaml | kubectl create -f -\"");
        }
    }
}
