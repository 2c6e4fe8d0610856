using KubeDirect.EmbeddedApi.Model;
using Microsoft.AspNetCore.Http;

namespace KubeDirect.EmbeddedApi.Tables;

/// <summary>What the rows of a table are to carry, as a client asked.</summary>
internal readonly record struct RowContent(RowPart Part)
{
    public static RowContent Read(HttpRequest request) => request.Query["includeObject"].ToString() switch
    {
        "" or "Metadata" => new RowContent(RowPart.Metadata),
        "None" => new RowContent(RowPart.None),
        "Object" => new RowContent(RowPart.Object),
        var other => throw ApiError.BadRequest(
            $"unsupported value \"{other}\" of includeObject: must be one of \"None\", \"Metadata\", \"Object\""),
    };
}
