using System.Text.Json.Nodes;

namespace KubeDirect.EmbeddedApi.Patching;

/// <summary>JSON merge patch (RFC 7386): members are merged, null removes, anything else replaces. Stateless.</summary>
internal static class MergePatch
{
    /// <summary>Changes <paramref name="target"/> in place.</summary>
    public static void Apply(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            switch (value)
            {
                case null:
                    target.Remove(name);
                    break;
                case JsonObject members:
                    if (target[name] is not JsonObject present)
                    {
                        present = [];
                        target[name] = present;
                    }

                    Apply(present, members);
                    break;
                default:
                    target[name] = value.DeepClone();
                    break;
            }
        }
    }
}
