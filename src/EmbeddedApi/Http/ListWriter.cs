using System.Buffers;
using System.Text;
using KubeDirect.EmbeddedApi.Model;
using KubeDirect.EmbeddedApi.Storage;
using KubeDirect.EmbeddedApi.Tables;
using Microsoft.AspNetCore.Http;

namespace KubeDirect.EmbeddedApi.Http;

/// <summary>Writes lists out of the objects' stored text, so that none is encoded again. Stateless.</summary>
internal static class ListWriter
{
    private const int FlushBytes = 64 * 1024;

    public static async Task WriteAsync(HttpContext context, ResourceType type, ReadOnlyMemory<StoredObject> items, TablePage page)
    {
        Answers.StartJson(context);
        var output = context.Response.BodyWriter;
        var more = page.Continue is null ? "" : $",\"continue\":\"{page.Continue}\",\"remainingItemCount\":{page.Remaining}";
        var metadata = $$"""{"resourceVersion":"{{page.Version}}"{{more}}}""";
        var head = $$"""{"kind":"{{type.Kind}}List","apiVersion":"{{type.ApiVersion}}","metadata":{{metadata}},"items":[""";
        output.Write(Encoding.UTF8.GetBytes(head));
        var pending = 0;
        for (var index = 0; index < items.Length; index++)
        {
            if (index > 0)
            {
                output.Write(","u8);
            }

            var json = items.Span[index].Json;
            output.Write(json);
            pending += json.Length;
            if (pending > FlushBytes)
            {
                pending = 0;
                await output.FlushAsync(context.RequestAborted);
            }
        }

        output.Write("]}\n"u8);
        await output.FlushAsync(context.RequestAborted);
    }
}
