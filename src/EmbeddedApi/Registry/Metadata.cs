using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using KubeDirect.EmbeddedApi.Model;
using KubeDirect.EmbeddedApi.Selectors;

namespace KubeDirect.EmbeddedApi.Registry;

/// <summary>The rules of the API for <c>metadata</c>: names, identity, and the members that only the server sets. Stateless.</summary>
internal static class Metadata
{
    private const int LongestName = 253;
    private const int LongestGeneratedBase = 58;
    private const int GeneratedSuffix = 5;

    // The alphabet of Kubernetes: it has no vowels and no look-alikes, so that no suffix is a word.
    private const string SuffixAlphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>An instant as the API writes it: UTC, in whole seconds.</summary>
    public static string Time(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Checks kind and version of a body against the path, and fills them in where they are missing.</summary>
    public static void CheckType(ResourceType type, JsonObject body)
    {
        CheckType(body, type.ApiVersion, type.Kind);
        body["apiVersion"] = type.ApiVersion;
        body["kind"] = type.Kind;
    }

    public static void CheckType(JsonObject body, string apiVersion, string kind)
    {
        var givenVersion = body.TextAt("apiVersion");
        var givenKind = body.TextAt("kind");
        if ((givenVersion is not (null or "") && !string.Equals(givenVersion, apiVersion, StringComparison.Ordinal))
            || (givenKind is not (null or "") && !string.Equals(givenKind, kind, StringComparison.Ordinal)))
        {
            throw ApiError.BadRequest($"the object provided is {givenVersion} {givenKind}, but the path is one of {apiVersion} {kind}");
        }
    }

    /// <summary>Gives a new object its name, namespace and identity, and drops what only the server may set.</summary>
    public static void PrepareForCreate(ResourceType type, string pathNamespace, JsonObject body, DateTimeOffset now)
    {
        var metadata = body.Ensure("metadata");
        PlaceInNamespace(type, pathNamespace, metadata);
        if (metadata.TextAt("resourceVersion") is { Length: > 0 })
        {
            throw ApiError.BadRequest("resourceVersion should not be set on objects to be created");
        }

        if (metadata.TextAt("name") is not { Length: > 0 } name)
        {
            name = Generate(type, metadata.TextAt("generateName"));
            metadata["name"] = name;
        }

        if (!IsName(name))
        {
            throw ApiError.Invalid(
                type, name, "metadata.name",
                $"Invalid value: \"{name}\": must consist of lower case alphanumeric characters, '-' or '.', "
                + "and must start and end with an alphanumeric character");
        }

        CheckLabels(type, name, metadata);
        foreach (var member in (string[])["deletionTimestamp", "deletionGracePeriodSeconds", "generation", "managedFields", "selfLink"])
        {
            metadata.Remove(member);
        }

        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Time(now);
        if (type.HasGeneration)
        {
            metadata["generation"] = 1;
        }
    }

    /// <summary>Checks an updated object's identity against the present one, and restores what only the server may set.</summary>
    public static void PrepareForUpdate(ResourceType type, JsonObject current, JsonObject candidate)
    {
        var old = current.Ensure("metadata");
        var metadata = candidate.Ensure("metadata");
        var name = old.TextAt("name")!;
        CheckGiven(type, metadata, old, name);
        CheckLabels(type, name, metadata);
        string[] fixedMembers =
        [
            "name", "namespace", "generateName", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds",
            "generation",
        ];
        foreach (var member in fixedMembers)
        {
            metadata.Assign(member, old[member]);
        }

        metadata.Remove("managedFields");
        metadata.Remove("selfLink");
        if (old["deletionTimestamp"] is not null && AddsFinalizer(old, metadata))
        {
            const string Problem = "Forbidden: no new finalizers can be added if the object is being deleted";
            throw ApiError.Invalid(type, name, "metadata.finalizers", Problem);
        }
    }

    /// <summary>Refuses a write that was meant for another object or another version of it.</summary>
    public static void CheckGiven(ResourceType type, JsonObject given, JsonObject present, string name)
    {
        if (given.TextAt("name") is { } otherName && !string.Equals(otherName, name, StringComparison.Ordinal))
        {
            throw ApiError.BadRequest($"the name of the object ({otherName}) does not match the name on the URL ({name})");
        }

        if (given.TextAt("namespace") is { Length: > 0 } otherNamespace
            && !string.Equals(otherNamespace, present.TextAt("namespace") ?? "", StringComparison.Ordinal))
        {
            throw ApiError.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }

        CheckPreconditions(type, name, present, given.TextAt("uid"), given.TextAt("resourceVersion"));
    }

    /// <summary>Refuses with a conflict when an expected identity or version (null or empty: none) is not the present one.</summary>
    public static void CheckPreconditions(ResourceType type, string name, JsonObject present, string? uid, string? version)
    {
        var presentUid = present.TextAt("uid");
        if (uid is { Length: > 0 } && !string.Equals(uid, presentUid, StringComparison.Ordinal))
        {
            throw ApiError.Conflict(type, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {presentUid}");
        }

        if (version is { Length: > 0 } and not "0" && !string.Equals(version, present.TextAt("resourceVersion"), StringComparison.Ordinal))
        {
            throw ApiError.Modified(type, name);
        }
    }

    private static void PlaceInNamespace(ResourceType type, string pathNamespace, JsonObject metadata)
    {
        if (!type.Namespaced)
        {
            metadata.Remove("namespace");
            return;
        }

        if (metadata.TextAt("namespace") is { Length: > 0 } given && !string.Equals(given, pathNamespace, StringComparison.Ordinal))
        {
            throw ApiError.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }

        metadata["namespace"] = pathNamespace;
    }

    private static string Generate(ResourceType type, string? prefix)
    {
        if (prefix is not { Length: > 0 })
        {
            throw ApiError.Invalid(type, "", "metadata.name", "Required value: name or generateName is required");
        }

        // Not from a seed: a restarted server must not repeat a name.
        return prefix[..Math.Min(prefix.Length, LongestGeneratedBase)] + RandomNumberGenerator.GetString(SuffixAlphabet, GeneratedSuffix);
    }

    private static bool IsName(string name)
    {
        if (name.Length > LongestName || !char.IsAsciiLetterOrDigit(name[0]) || !char.IsAsciiLetterOrDigit(name[^1]))
        {
            return false;
        }

        foreach (var character in name)
        {
            if (!char.IsAsciiLetterLower(character) && !char.IsAsciiDigit(character) && character is not ('-' or '.'))
            {
                return false;
            }
        }

        return true;
    }

    private static void CheckLabels(ResourceType type, string name, JsonObject metadata)
    {
        if (metadata.ObjectAt("labels") is not { } labels)
        {
            return;
        }

        foreach (var (label, _) in labels)
        {
            var value = labels.TextAt(label) ?? "";
            if (!LabelSyntax.IsName(label) || !LabelSyntax.IsValue(value))
            {
                throw ApiError.Invalid(type, name, "metadata.labels", $"Invalid value: \"{label}={value}\": not a valid label");
            }
        }
    }

    private static bool AddsFinalizer(JsonObject old, JsonObject metadata)
    {
        var present = (old.ArrayAt("finalizers") ?? []).Select(item => item?.ToString()).ToHashSet(StringComparer.Ordinal);
        return (metadata.ArrayAt("finalizers") ?? []).Any(item => !present.Contains(item?.ToString()));
    }
}
