using System.Text.Json;

namespace KubeDirect.Tests.SpecMutants.Reports;

/// <summary>Why mutants survive, written by hand in spec/tla/mutants.json.</summary>
internal sealed class Reasons
{
    private readonly Dictionary<string, string> reasons = new(StringComparer.Ordinal);

    /// <summary>Reads the reasons.</summary>
    /// <param name="json">A list of reasons with the names of their mutants.</param>
    /// <exception cref="FormatException">A mutant has two reasons.</exception>
    public static Reasons Parse(string json)
    {
        var read = new Reasons();
        using var document = JsonDocument.Parse(json);
        foreach (var entry in document.RootElement.GetProperty("reasons").EnumerateArray())
        {
            foreach (var mutant in entry.GetProperty("mutants").EnumerateArray().Select(name => name.GetString()!))
            {
                if (!read.reasons.TryAdd(mutant, entry.GetProperty("because").GetString()!))
                {
                    throw new FormatException($"Two reasons are given for the mutant '{mutant}'.");
                }
            }
        }

        return read;
    }

    /// <summary>The mutants that have a reason.</summary>
    public IEnumerable<string> Mutants => reasons.Keys;

    /// <summary>The reason for a mutant, or null if there is none.</summary>
    public string? For(string mutant) => reasons.GetValueOrDefault(mutant);
}
