using System.CommandLine;
using System.Globalization;
using System.Net;
using KubeDirect.Runtime;

namespace KubeDirect.Cli;

/// <summary>Options that several commands have. Each call makes a new one, since an option belongs to one command.</summary>
internal static class CommonOptions
{
    public static Option<string> Kubeconfig() => new("--kubeconfig") { Description = "The kubeconfig of the cluster.", Required = true };

    public static Option<string> Listen(string fallback, string what) =>
        Checked(new Option<string>("--listen") { Description = what, DefaultValueFactory = _ => fallback }, text => ParseEndpoint(text) is null ? $"--listen takes an address and a port, such as 127.0.0.1:7001, and not '{text}'." : null);

    public static Option<int> Number(string name, string what, int fallback, int least, int most) =>
        Checked(new Option<int>(name) { Description = what, DefaultValueFactory = _ => fallback }, value => value < least || value > most ? $"{name} takes a whole number from {least} to {most}, and not {value}." : null);

    public static Option<int> StartDelay() => Number("--start-delay", "Milliseconds from a Pod's bind until it runs on the simulated runtime.", 0, 0, 600_000);

    public static Option<int> CancelAfter() => Number("--cancel-after", "Seconds that a node may be out of reach before its Pods are given up and replaced; 0 for never.", 340, 0, 1_000_000);

    /// <summary>What <see cref="CancelAfter"/> says.</summary>
    public static TimeSpan? Patience(int seconds) => seconds == 0 ? null : TimeSpan.FromSeconds(seconds);

    public static Option<bool> Verbose() => new("--verbose") { Description = "Log what an operator rarely needs, too." };

    public static Option<string?> Trace() => new("--trace") { Description = "Append one JSON line for each step of each stage to this file." };

    /// <summary>The observers that a command's options ask for.</summary>
    /// <exception cref="UsageException">The trace cannot be written.</exception>
    public static IReadOnlyList<IStepObserver> Observers(string? trace)
    {
        try
        {
            return trace is null ? [] : [new NdjsonTrace(NamedFile("--trace", trace), TimeProvider.System, Console.Error.WriteLine)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The trace {trace} cannot be written: {e.Message}");
        }
    }

    /// <summary>A path that names a file, or may come to.</summary>
    /// <exception cref="UsageException">It is empty, or a folder.</exception>
    public static string NamedFile(string what, string path) =>
        path.Length == 0 ? throw new UsageException($"{what} needs the name of a file.")
        : Directory.Exists(path) ? throw new UsageException($"{what} needs a file, and {path} is a folder.")
        : path;

    /// <summary>Declared so that help shows it; it is taken out of the arguments before they are parsed.</summary>
    public static Option<string> Config() => new("--config") { Description = "A YAML file with options: a map from names without dashes to values." };

    public static IPEndPoint Endpoint(string text) => ParseEndpoint(text) ?? throw new UsageException($"'{text}' is not an address and a port.");

    /// <summary>A stage's address as flags take it.</summary>
    public static Uri StageAddress(string option, string text) =>
        text.Contains(':', StringComparison.Ordinal) && Uri.TryCreate($"http://{text}", UriKind.Absolute, out var uri) && uri.AbsolutePath == "/" && uri.UserInfo.Length == 0
            ? uri
            : throw new UsageException($"{option} takes a host and a port, such as 127.0.0.1:7002, and not '{text}'.");

    private static bool CanConvert<T>(string text) => typeof(T) != typeof(int) || int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _);

    private static IPEndPoint? ParseEndpoint(string text) =>
        text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text, out var endpoint) ? endpoint : null;

    private static Option<T> Checked<T>(Option<T> option, Func<T, string?> check)
    {
        option.Validators.Add(result =>
        {
            // The parser would convert it only after this, and throw here.
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
