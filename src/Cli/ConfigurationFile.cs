using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace KubeDirect.Cli;

/// <summary>Options from a file: <c>--config FILE</c>, a YAML map from option names without dashes to values. What the command line says wins.</summary>
internal static class ConfigurationFile
{
    private const string Flag = "--config";

    /// <summary>The arguments with those of the file behind them.</summary>
    /// <exception cref="UsageException">The file cannot be read, or is no map of options.</exception>
    public static string[] Expand(string[] args)
    {
        var at = Array.IndexOf(args, Flag);
        if (at < 0)
        {
            return args;
        }

        if (at + 1 >= args.Length)
        {
            throw new UsageException($"{Flag} needs a file.");
        }

        var given = args.Where((_, i) => i != at && i != at + 1).ToList();
        foreach (var (name, values) in Read(args[at + 1]))
        {
            var option = "--" + name;
            if (!given.Exists(arg => arg == option || arg.StartsWith(option + "=", StringComparison.Ordinal)))
            {
                given.AddRange(values.SelectMany(value => new[] { option, value }));
            }
        }

        return [.. given];
    }

    private static IEnumerable<(string Name, IEnumerable<string> Values)> Read(string path)
    {
        try
        {
            var map = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object?>>(File.ReadAllText(path)) ?? [];
            return [.. map.Select(pair => (pair.Key, Values(path, pair.Key, pair.Value)))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The configuration file {path} cannot be read: {e.Message}");
        }
        catch (YamlException e)
        {
            throw new UsageException($"The configuration file {path} is not a YAML map of options (line {e.Start.Line}).");
        }
    }

    private static string[] Values(string path, string name, object? value) => value switch
    {
        string text => [text],
        List<object> list when list.TrueForAll(item => item is string) => [.. list.Cast<string>()],
        _ => throw new UsageException($"In the configuration file {path}, '{name}' has neither a value nor a list of values."),
    };
}
