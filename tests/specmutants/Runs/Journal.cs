using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace KubeDirect.Tests.SpecMutants.Runs;

/// <summary>What is known, in a file that grows by a line with each answer: a run that was cut off goes on where it was.</summary>
/// <remarks>An answer is about a mutant and a model as they were: the key is a hash of both.</remarks>
internal sealed class Journal
{
    private readonly string path;
    private readonly Dictionary<string, Outcome> known = new(StringComparer.Ordinal);

    private Journal(string path) => this.path = path;

    /// <summary>Reads a journal, or begins it.</summary>
    public static Journal Open(string path)
    {
        var journal = new Journal(path);
        foreach (var line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            // The last line of a run that was cut off may be half a line.
            if (line.EndsWith('}') && JsonSerializer.Deserialize<Entry>(line) is { } entry)
            {
                journal.known[entry.Key] = new Outcome(entry.Verdict, entry.Finding);
            }
        }

        return journal;
    }

    /// <summary>The key of a mutant in a model.</summary>
    public static string Key(string modelHash, Mutant mutant) => Hash($"{modelHash}\n{mutant.Name}\n{mutant.Body}");

    /// <summary>The SHA-256 of a text, in hexadecimal.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The answer, or null if there is none yet.</summary>
    public Outcome? Find(string key) => known.GetValueOrDefault(key);

    /// <summary>Adds an answer.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="mutant">The mutant's name, for whoever reads the file.</param>
    /// <param name="model">The model's name, likewise.</param>
    /// <param name="outcome">The answer.</param>
    public void Add(string key, string mutant, string model, Outcome outcome)
    {
        known[key] = outcome;
        var entry = new Entry(key, mutant, model, outcome.Verdict, outcome.Finding);
        File.AppendAllText(path, JsonSerializer.Serialize(entry) + "\n");
    }

    /// <summary>The actions that happen in a model, or null if it was not searched yet.</summary>
    public IReadOnlySet<string>? Happened(Model model) =>
        Find(KeyOfActions(model)) is { } found ? found.Finding.Split(' ').ToHashSet(StringComparer.Ordinal) : null;

    /// <summary>Notes the actions that happen in a model.</summary>
    public void Happened(Model model, IEnumerable<string> actions)
    {
        if (Find(KeyOfActions(model)) is null)
        {
            var names = string.Join(' ', actions.Order(StringComparer.Ordinal));
            Add(KeyOfActions(model), "", model.Entry.Name, new Outcome(Verdict.Survived, names));
        }
    }

    private static string KeyOfActions(Model model) => Hash($"{model.Hash}\nactions");

    private sealed record Entry(string Key, string Mutant, string Model, Verdict Verdict, string Finding);
}
