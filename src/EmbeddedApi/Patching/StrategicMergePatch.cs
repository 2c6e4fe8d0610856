using System.Text.Json.Nodes;
using KubeDirect.EmbeddedApi.Model;

namespace KubeDirect.EmbeddedApi.Patching;

/// <summary>
/// Strategic merge patch: as a merge patch, but lists named in <see cref="MergeKeys"/> are merged element by element. Directives:
/// <c>$patch: delete|replace|merge</c>, <c>$retainKeys</c>, <c>$deleteFromPrimitiveList/…</c>; <c>$setElementOrder/…</c> is accepted and
/// has no effect, since order carries no meaning in the lists that are merged. Stateless.
/// </summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string Retain = "$retainKeys";
    private const string Order = "$setElementOrder/";
    private const string DeleteValues = "$deleteFromPrimitiveList/";

    /// <summary>Changes <paramref name="target"/> in place.</summary>
    public static void Apply(JsonObject target, JsonObject patch)
    {
        if (patch.TextAt(Directive) is { } directive)
        {
            if (directive is "replace" or "delete")
            {
                target.Clear();
            }
            else if (directive is not "merge")
            {
                throw Unknown(directive);
            }

            if (directive is "delete")
            {
                return;
            }
        }

        if (patch.ArrayAt(Retain) is { } kept)
        {
            var names = kept.Select(name => name?.ToString()).ToHashSet(StringComparer.Ordinal);
            foreach (var name in target.Select(member => member.Key).Where(name => !names.Contains(name)).ToArray())
            {
                target.Remove(name);
            }
        }

        foreach (var (name, value) in patch)
        {
            if (name is Directive or Retain || name.StartsWith(Order, StringComparison.Ordinal))
            {
                continue;
            }

            if (name.StartsWith(DeleteValues, StringComparison.Ordinal))
            {
                RemoveValues(target, name[DeleteValues.Length..], value as JsonArray ?? []);
                continue;
            }

            ApplyMember(target, name, value);
        }
    }

    private static void ApplyMember(JsonObject target, string name, JsonNode? value)
    {
        switch (value)
        {
            case null:
                target.Remove(name);
                break;
            case JsonObject members when target[name] is JsonObject present:
                if (members[Directive] is JsonValue word && word.ToString() is "delete")
                {
                    target.Remove(name);
                }
                else
                {
                    Apply(present, members);
                }

                break;
            case JsonObject members:
                target[name] = Fresh(members);
                break;
            case JsonArray items:
                ApplyList(target, name, items);
                break;
            default:
                target[name] = value.DeepClone();
                break;
        }
    }

    private static void ApplyList(JsonObject target, string name, JsonArray patch)
    {
        var present = target[name] as JsonArray;
        var replaced = patch.OfType<JsonObject>().Any(item => IsDirective(item, "replace") && item.Count == 1);
        var key = MergeKeys.For(name, patch);
        if (present is null || replaced || (key is null && !MergeKeys.IsSet(name)))
        {
            var items = patch.Where(item => !IsDirective(item, "replace") && !IsDirective(item, "delete"));
            target[name] = new JsonArray([.. items.Select(FreshNode)]);
            return;
        }

        foreach (var item in patch)
        {
            if (item is JsonObject element && key is not null)
            {
                MergeElement(present, element, key, name);
            }
            else if (item is not null && !present.Any(other => JsonNode.DeepEquals(other, item)))
            {
                present.Add(item.DeepClone());
            }
        }
    }

    private static void MergeElement(JsonArray present, JsonObject element, string key, string list)
    {
        var identity = element[key] ?? throw ApiError.BadRequest(
            $"an element of the list \"{list}\" in a strategic merge patch lacks its merge key \"{key}\"");
        var match = present.OfType<JsonObject>().FirstOrDefault(other => JsonNode.DeepEquals(other[key], identity));
        if (IsDirective(element, "delete"))
        {
            if (match is not null)
            {
                present.Remove(match);
            }
        }
        else if (match is null)
        {
            present.Add(Fresh(element));
        }
        else
        {
            Apply(match, element);
            match[key] = identity.DeepClone();
        }
    }

    private static void RemoveValues(JsonObject target, string list, JsonArray values)
    {
        if (target[list] is JsonArray present)
        {
            foreach (var gone in present.Where(item => values.Any(value => JsonNode.DeepEquals(item, value))).ToArray())
            {
                present.Remove(gone);
            }
        }
    }

    /// <summary>What a patch amounts to where there is nothing yet: itself, without directives and nulls.</summary>
    private static JsonObject Fresh(JsonObject patch)
    {
        var created = new JsonObject();
        Apply(created, patch);
        return created;
    }

    private static JsonNode? FreshNode(JsonNode? item) => item is JsonObject element ? Fresh(element) : item?.DeepClone();

    private static bool IsDirective(JsonNode? item, string word) =>
        item is JsonObject element
        && element[Directive] is JsonValue value
        && string.Equals(value.ToString(), word, StringComparison.Ordinal);

    private static ApiError Unknown(string directive) => ApiError.BadRequest($"unknown patch directive \"{directive}\"");
}
