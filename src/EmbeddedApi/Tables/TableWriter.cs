using System.Buffers;
using System.Globalization;
using System.Text.Json;
using KubeDirect.EmbeddedApi.Model;
using KubeDirect.EmbeddedApi.Storage;

namespace KubeDirect.EmbeddedApi.Tables;

/// <summary>Writes objects as the <c>Table</c> of meta.k8s.io/v1. Stateless.</summary>
internal static class TableWriter
{
    /// <summary>A whole table as text.</summary>
    public static ReadOnlyMemory<byte> Whole(
        ResourceType type,
        ReadOnlySpan<StoredObject> items,
        TablePage page,
        RowContent content,
        TimeProvider clock,
        bool withColumns = true)
    {
        var layout = TableLayout.For(type);
        var now = clock.GetUtcNow();
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var writer = Json.Writer(buffer);
        writer.WriteStartObject();
        writer.WriteString("kind", "Table");
        writer.WriteString("apiVersion", "meta.k8s.io/v1");
        writer.WriteStartObject("metadata");
        writer.WriteString("resourceVersion", page.Version.ToString(CultureInfo.InvariantCulture));
        if (page.Continue is not null)
        {
            writer.WriteString("continue", page.Continue);
            writer.WriteNumber("remainingItemCount", page.Remaining);
        }

        writer.WriteEndObject();
        writer.WriteStartArray("columnDefinitions");
        if (withColumns)
        {
            WriteColumns(writer, layout);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("rows");
        foreach (var item in items)
        {
            WriteRow(writer, layout, item, content, now);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteColumns(Utf8JsonWriter writer, TableLayout layout)
    {
        foreach (var column in layout.Columns)
        {
            writer.WriteStartObject();
            writer.WriteString("name", column.Name);
            writer.WriteString("type", column.Type);
            writer.WriteString("format", column.Format);
            writer.WriteString("description", column.Name);
            writer.WriteNumber("priority", column.Priority);
            writer.WriteEndObject();
        }
    }

    private static void WriteRow(Utf8JsonWriter writer, TableLayout layout, StoredObject item, RowContent content, DateTimeOffset now)
    {
        var body = item.Parse();
        writer.WriteStartObject();
        writer.WriteStartArray("cells");
        foreach (var cell in layout.Cells(body, now))
        {
            if (cell is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                cell.WriteTo(writer);
            }
        }

        writer.WriteEndArray();
        switch (content.Part)
        {
            case RowPart.Object:
                writer.WritePropertyName("object");
                writer.WriteRawValue(item.Json, skipInputValidation: true);
                break;
            case RowPart.Metadata:
                writer.WriteStartObject("object");
                writer.WriteString("kind", "PartialObjectMetadata");
                writer.WriteString("apiVersion", "meta.k8s.io/v1");
                writer.WritePropertyName("metadata");
                body["metadata"]!.WriteTo(writer);
                writer.WriteEndObject();
                break;
        }

        writer.WriteEndObject();
    }
}
