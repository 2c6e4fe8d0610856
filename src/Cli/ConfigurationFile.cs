using KubeDirect.Cli.Commands;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace KubeDirect.Cli;

/// <summary>
/// Reads options from a file, <c>--config FILE</c>: a YAML map from option names without dashes to values. An option of the command
/// line wins.
/// </summary>
internal static class ConfigurationFile
{
    private const string Flag = "--config";

    /// <summary>Returns the arguments without <c>--config</c>, followed by the options of the file.</summary>
    /// <exception cref="UsageException">The file cannot be read, or it is not a map of options.</exception>
    public static string[] Expand(string[] args)
    {
        var at = Array.FindIndex(args, arg => Sets(arg, Flag));
        if (at < 0)
        {
            return args;
        }

        var inline = args[at] != Flag;
        if (!inline && at + 1 >= args.Length)
        {
            throw new UsageException($"{Flag} needs a file.");
        }

        var given = args.Where((_, i) => i != at && (inline || i != at + 1)).ToList();
        if (given.Exists(arg => Sets(arg, Flag)))
        {
            throw new UsageException($"{Flag} can be given once.");
        }

        var path = inline ? args[at][(Flag.Length + 1)..] : args[at + 1];
        foreach (var (name, values) in Read(path))
        {
            var option = "--" + name;
            if (option == Flag)
            {
                throw new UsageException($"The configuration file {path} cannot name another configuration file.");
            }

            if (!given.Exists(arg => Sets(arg, option)))
            {
                given.AddRange(values.SelectMany(value => new[] { option, value }));
            }
        }

        return [.. given];
    }

    // The parser takes both signs between an option and its value.
    private static bool Sets(string arg, string option) =>
        arg == option || arg.StartsWith(option + "=", StringComparison.Ordinal) || arg.StartsWith(option + ":", StringComparison.Ordinal);

    private static IEnumerable<(string Name, IEnumerable<string> Values)> Read(string path)
    {
        try
        {
            var text = File.ReadAllText(CommonOptions.NamedFile(Flag, path));
            var map = new DeserializerBuilder().WithDuplicateKeyChecking().Build().Deserialize<Dictionary<string, object?>>(text) ?? [];
            return [.. map.Select(pair => (pair.Key, Values(path, pair.Key, pair.Value)))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The configuration file {path} cannot be read: {e.Message}");
        }
        catch (YamlException e)
        {
            throw new UsageException($"The configuration file {path} is not a YAML map of options, each once (line {e.Start.Line}).");
        }
    }

    private static string[] Values(string path, string name, object? value) => value switch
    {
        string text => [text],
        List<object> { Count: > 0 } list when list.TrueForAll(item => item is string) => [.. list.Cast<string>()],
        _ => throw new UsageException($"In the configuration file {path}, '{name}' has neither a value nor a list of values."),
    };
}
