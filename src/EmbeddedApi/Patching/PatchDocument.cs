using System.Text.Json.Nodes;
using KubeDirect.EmbeddedApi.Model;

namespace KubeDirect.EmbeddedApi.Patching;

/// <summary>A patch of a request: its type and its document. It can be applied any number of times, each time to a fresh copy.</summary>
internal sealed class PatchDocument
{
    private readonly string mediaType;
    private readonly JsonNode document;

    private PatchDocument(string mediaType, JsonNode document)
    {
        this.mediaType = mediaType;
        this.document = document;
    }

    /// <summary>Reads a patch of a media type; 415 for a type that is not spoken, 400 for a document of the wrong form.</summary>
    public static PatchDocument Read(string mediaType, ReadOnlySpan<byte> body)
    {
        switch (mediaType)
        {
            case "application/json-patch+json":
                var operations = Json.Parse(body) as JsonArray
                    ?? throw ApiError.BadRequest("a JSON patch must be a JSON array of operations");
                return new PatchDocument(mediaType, operations);
            case "application/merge-patch+json" or "application/strategic-merge-patch+json":
                return new PatchDocument(mediaType, Json.ParseObject(body));
            case "application/apply-patch+yaml" or "application/apply-patch+cbor":
                throw ApiError.UnsupportedMediaType(
                    "the embedded API server does not support server-side apply; use client-side apply or another patch type");
            default:
                throw ApiError.UnsupportedMediaType(
                    "the body of the request was in an unknown format - accepted media types include: "
                    + "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json");
        }
    }

    /// <summary>Returns the patched object; <paramref name="target"/> is used up.</summary>
    public JsonObject Apply(JsonObject target)
    {
        switch (mediaType)
        {
            case "application/json-patch+json":
                return JsonPatch.Apply(target, (JsonArray)document);
            case "application/merge-patch+json":
                MergePatch.Apply(target, (JsonObject)document);
                return target;
            default:
                StrategicMergePatch.Apply(target, (JsonObject)document);
                return target;
        }
    }
}
