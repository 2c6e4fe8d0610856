using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KubeDirect.EmbeddedApi.Model;

namespace KubeDirect.EmbeddedApi.Storage;

/// <summary>
/// One version of one object: its encoded text, made once and shared by every answer and watch, and the few values that
/// selection and collection look at. Immutable, so safe from any thread.
/// </summary>
internal sealed class StoredObject
{
    // Stands for the resource version until the commit assigns one. It is fresh for each process, so no client can have it in its text.
    private static readonly string Marker = "rv-" + Guid.NewGuid().ToString("N");
    private static readonly byte[] MarkerText = Encoding.ASCII.GetBytes($"\"resourceVersion\":\"{Marker}\"");
    private static readonly int MarkerPrefix = "\"resourceVersion\":\"".Length;
    private static readonly FrozenDictionary<string, string> NoLabels = FrozenDictionary<string, string>.Empty;

    private readonly int versionStart;
    private readonly int versionLength;

    private StoredObject(StoredObject original, byte[] json, int versionLength, long version)
    {
        Type = original.Type;
        Key = original.Key;
        Uid = original.Uid;
        Labels = original.Labels;
        Fields = original.Fields;
        Owners = original.Owners;
        Terminating = original.Terminating;
        versionStart = original.versionStart;
        this.versionLength = versionLength;
        Json = json;
        Version = version;
    }

    private StoredObject(ResourceType type, JsonObject body)
    {
        Type = type;
        var metadata = body.ObjectAt("metadata") ?? throw ApiError.BadRequest("the object has no metadata");
        metadata["resourceVersion"] = Marker;
        Key = new ObjectKey(metadata.TextAt("namespace") ?? "", metadata.TextAt("name") ?? "");
        Uid = metadata.TextAt("uid") ?? "";
        Terminating = metadata["deletionTimestamp"] is not null;
        Labels = ReadLabels(metadata);
        Owners = ReadOwners(metadata);
        Fields = Array.ConvertAll(type.SelectableFields, path => ReadField(body, path));
        Json = Model.Json.Encode(body);
        versionStart = Json.AsSpan().IndexOf(MarkerText) + MarkerPrefix;
        versionLength = Marker.Length;
    }

    public ResourceType Type { get; }

    public ObjectKey Key { get; }

    public string Uid { get; }

    /// <summary>The resource version; 0 until the object is committed.</summary>
    public long Version { get; }

    /// <summary>The object as UTF-8 JSON.</summary>
    public byte[] Json { get; }

    public IReadOnlyDictionary<string, string> Labels { get; }

    /// <summary>The values of the type's selectable fields, in its order; empty text where absent.</summary>
    public string[] Fields { get; }

    public OwnerLink[] Owners { get; }

    /// <summary>Whether the object carries a deletion timestamp.</summary>
    public bool Terminating { get; }

    /// <summary>Encodes an object that has no resource version yet. Modifies <paramref name="body"/>; do not use it afterwards.</summary>
    public static StoredObject Draft(ResourceType type, JsonObject body) => new(type, body);

    /// <summary>The same object with another resource version: copies bytes, encodes nothing.</summary>
    public StoredObject WithVersion(long version)
    {
        var digits = version.ToString(CultureInfo.InvariantCulture);
        var tail = Json.AsSpan(versionStart + versionLength);
        var text = new byte[versionStart + digits.Length + tail.Length];
        Json.AsSpan(0, versionStart).CopyTo(text);
        Encoding.ASCII.GetBytes(digits, text.AsSpan(versionStart));
        tail.CopyTo(text.AsSpan(versionStart + digits.Length));
        return new StoredObject(this, text, digits.Length, version);
    }

    /// <summary>A fresh, mutable copy of the object.</summary>
    public JsonObject Parse() => Model.Json.ParseObject(Json);

    /// <summary>Whether both say the same but for the resource version; the order of members does not count.</summary>
    public bool SaysTheSameAs(StoredObject other)
    {
        // The same members in another order have the same length, so most differences are seen without parsing.
        if (Json.Length - versionLength != other.Json.Length - other.versionLength)
        {
            return false;
        }

        if (Json.AsSpan(0, versionStart).SequenceEqual(other.Json.AsSpan(0, other.versionStart))
            && Json.AsSpan(versionStart + versionLength).SequenceEqual(other.Json.AsSpan(other.versionStart + other.versionLength)))
        {
            return true;
        }

        return JsonNode.DeepEquals(WithVersion(0).Parse(), other.WithVersion(0).Parse());
    }

    private static IReadOnlyDictionary<string, string> ReadLabels(JsonObject metadata)
    {
        if (metadata.ObjectAt("labels") is not { Count: > 0 } labels)
        {
            return NoLabels;
        }

        var result = new Dictionary<string, string>(labels.Count, StringComparer.Ordinal);
        foreach (var (name, _) in labels)
        {
            result[name] = labels.TextAt(name) ?? "";
        }

        return result;
    }

    private static OwnerLink[] ReadOwners(JsonObject metadata) =>
        metadata.ArrayAt("ownerReferences") is not { Count: > 0 } owners
            ? []
            : [.. owners.Objects("ownerReferences").Select(owner =>
                new OwnerLink(owner.TextAt("apiVersion") ?? "", owner.TextAt("kind") ?? "", owner.TextAt("uid") ?? ""))];

    private static string ReadField(JsonObject body, string path)
    {
        JsonNode? node = body;
        foreach (var step in path.Split('.'))
        {
            node = (node as JsonObject)?[step];
        }

        return node is JsonValue value ? value.ToString() : "";
    }
}
