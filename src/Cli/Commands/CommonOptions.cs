using System.CommandLine;
using System.Globalization;
using System.Net;

namespace KubeDirect.Cli.Commands;

/// <summary>
/// Options that several commands have. Each call makes a new option, because an option belongs to one command. Stateless.
/// </summary>
internal static class CommonOptions
{
    public static Option<string> Kubeconfig() => new("--kubeconfig") { Description = "The kubeconfig of the cluster.", Required = true };

    public static Option<string> Listen(string fallback, string what) => Checked(
        new Option<string>("--listen") { Description = what, DefaultValueFactory = _ => fallback },
        text => ParseEndpoint(text) is null ? $"--listen takes an address and a port, such as 127.0.0.1:7001, and not '{text}'." : null);

    public static Option<int> Number(string name, string what, int fallback, int least, int most) => Checked(
        new Option<int>(name) { Description = what, DefaultValueFactory = _ => fallback },
        value => value < least || value > most ? $"{name} takes a whole number from {least} to {most}, and not {value}." : null);

    public static Option<int> CancelAfter() =>
        Number("--cancel-after", "Seconds that a node can be away before its Pods are replaced; 0 for never.", 340, 0, 1_000_000);

    /// <summary>The value of <see cref="CancelAfter"/> as a time; null for never.</summary>
    public static TimeSpan? TimeToCancel(int seconds) => seconds == 0 ? null : TimeSpan.FromSeconds(seconds);

    public static Option<bool> Verbose() => new("--verbose") { Description = "Also log what an operator rarely needs." };

    public static Option<string?> Trace() =>
        new("--trace") { Description = "Append one JSON line for each step of each stage to this file." };

    /// <summary>The observer that writes the trace; none if no trace is wanted.</summary>
    /// <param name="trace">The file; null for no trace.</param>
    /// <param name="failed">
    /// Called once, with one sentence, if the trace has to end. The default prints the sentence on standard error.
    /// </param>
    /// <exception cref="UsageException">The file cannot be opened.</exception>
    public static IReadOnlyList<IStepObserver> Observers(string? trace, Action<string>? failed = null)
    {
        try
        {
            return trace is null
                ? []
                : [new NdjsonTrace(NamedFile("--trace", trace), TimeProvider.System, failed ?? Console.Error.WriteLine)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The trace {trace} cannot be written: {e.Message}");
        }
    }

    /// <summary>Returns a path that names a file, whether the file exists or not.</summary>
    /// <exception cref="UsageException">The path is empty, or it names a folder.</exception>
    public static string NamedFile(string what, string path) =>
        path.Length == 0 ? throw new UsageException($"{what} needs the name of a file.")
        : Directory.Exists(path) ? throw new UsageException($"{what} needs a file, and {path} is a folder.")
        : path;

    /// <summary>
    /// Declared only so that help shows it: <see cref="ConfigurationFile"/> removes it from the arguments before they are parsed.
    /// </summary>
    public static Option<string> Config() =>
        new("--config") { Description = "A YAML file with options: a map from names without dashes to values." };

    /// <exception cref="UsageException">The text is not an address and a port.</exception>
    public static IPEndPoint Endpoint(string text) =>
        ParseEndpoint(text) ?? throw new UsageException($"'{text}' is not an address and a port.");

    /// <summary>Reads the address of a stage, as host:port.</summary>
    /// <exception cref="UsageException">The text is not a host and a port.</exception>
    public static Uri StageAddress(string option, string text) =>
        text.Contains(':', StringComparison.Ordinal)
        && Uri.TryCreate($"http://{text}", UriKind.Absolute, out var uri)
        && uri.AbsolutePath == "/"
        && uri.UserInfo.Length == 0
            ? uri
            : throw new UsageException($"{option} takes a host and a port, such as 127.0.0.1:7002, and not '{text}'.");

    private static bool CanConvert<T>(string text) =>
        typeof(T) != typeof(int) || int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _);

    private static IPEndPoint? ParseEndpoint(string text) =>
        text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text, out var endpoint) ? endpoint : null;

    private static Option<T> Checked<T>(Option<T> option, Func<T, string?> check)
    {
        option.Validators.Add(result =>
        {
            // The parser converts the text only after this validator, so GetValueOrDefault throws on a text that is not a number.
            if (result.Tokens.Count == 1 && !CanConvert<T>(result.Tokens[0].Value))
            {
                result.AddError($"{option.Name} takes a whole number, and not '{result.Tokens[0].Value}'.");
            }
            else if (result.Tokens.Count <= 1 && result.GetValueOrDefault<T>() is { } value && check(value) is { } error)
            {
                result.AddError(error);
            }
        });
        return option;
    }
}
