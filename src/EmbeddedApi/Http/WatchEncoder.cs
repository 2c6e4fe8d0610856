using System.Buffers;
using System.Text;
using KubeDirect.EmbeddedApi.Model;
using KubeDirect.EmbeddedApi.Storage;
using KubeDirect.EmbeddedApi.Tables;

namespace KubeDirect.EmbeddedApi.Http;

/// <summary>Writes the events of one watch, as objects or (with <paramref name="rows"/>) as tables of one row. Not thread-safe.</summary>
internal sealed class WatchEncoder(ResourceType type, RowContent? rows, TimeProvider clock)
{
    private bool columnsSent;

    public void Write(IBufferWriter<byte> output, WatchEvent change)
    {
        switch (change.Kind)
        {
            case ChangeKind.Bookmark:
                WriteBookmark(output, change.Version, endsInitialEvents: false);
                return;
            case ChangeKind.Added:
                output.Write("{\"type\":\"ADDED\",\"object\":"u8);
                break;
            case ChangeKind.Modified:
                output.Write("{\"type\":\"MODIFIED\",\"object\":"u8);
                break;
            default:
                output.Write("{\"type\":\"DELETED\",\"object\":"u8);
                break;
        }

        if (rows is { } content)
        {
            var page = new TablePage(change.Object!.Version, null, 0);
            output.Write(TableWriter.Whole(type, [change.Object], page, content, clock, withColumns: !columnsSent).Span);
            columnsSent = true;
        }
        else
        {
            output.Write(change.Object!.Json);
        }

        output.Write("}\n"u8);
    }

    /// <summary>Says that everything up to a version has been sent, and perhaps that the initial objects end here.</summary>
    public void WriteBookmark(IBufferWriter<byte> output, long version, bool endsInitialEvents)
    {
        var annotations = endsInitialEvents ? ",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}" : "";
        var metadata = $$"""{"resourceVersion":"{{version}}","creationTimestamp":null{{annotations}}}""";
        var bookmark = $$"""{"kind":"{{type.Kind}}","apiVersion":"{{type.ApiVersion}}","metadata":{{metadata}} }""";
        output.Write(Encoding.UTF8.GetBytes($$"""{"type":"BOOKMARK","object":{{bookmark}} }""" + "\n"));
    }

    /// <summary>Ends a watch with a refusal.</summary>
    public static void WriteError(IBufferWriter<byte> output, ApiError refusal)
    {
        output.Write("{\"type\":\"ERROR\",\"object\":"u8);
        output.Write(Json.Encode(refusal.ToStatus()));
        output.Write("}\n"u8);
    }
}
