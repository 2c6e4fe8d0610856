using System.Text.Json;

namespace KubeDirect.Tests.SpecMutants.Models;

/// <summary>What spec/tla/manifest.json says of the models.</summary>
internal static class Manifest
{
    /// <summary>The models that pass and are searched completely, those with the fewest states first.</summary>
    /// <param name="json">The manifest.</param>
    public static IReadOnlyList<ModelEntry> Passing(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.GetProperty("models").EnumerateArray()
            .Where(model => model.GetProperty("verdict").GetString() == "pass" && !model.TryGetProperty("simulate", out _))
            .Where(model => model.GetProperty("distinctStates").ValueKind == JsonValueKind.Number)
            .Select(model => new ModelEntry(
                model.GetProperty("model").GetString()!,
                model.GetProperty("tier").GetString()!,
                model.GetProperty("distinctStates").GetInt32(),
                model.GetProperty("generatedStates").GetInt32()))
            .OrderBy(model => model.DistinctStates)];
    }
}
