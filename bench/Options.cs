using System.Globalization;

namespace KubeDirect.Bench;

/// <summary>What to measure. Immutable.</summary>
/// <param name="Sizes">The numbers of Pods to scale to, in this order.</param>
/// <param name="Runs">The number of measured runs of each size.</param>
/// <param name="Systems">Names of systems, in this order.</param>
/// <param name="Json">Whether the result is printed as JSON instead of Markdown.</param>
internal sealed record Options(IReadOnlyList<int> Sizes, int Runs, IReadOnlyList<string> Systems, bool Json)
{
    /// <summary>The number of nodes of each system.</summary>
    public const int Nodes = 5;

    /// <summary>The number of Pods that a hollow kubelet accepts.</summary>
    public const int PodsPerNode = 110;

    /// <summary>The command line of the program, in one sentence.</summary>
    public static string Usage =>
        $"Usage: bench [--sizes N,N] [--runs N] [--systems {string.Join(',', Catalog.Names)}] [-o markdown|json]";

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">The command line is wrong; the message is one sentence.</exception>
    public static Options Parse(IReadOnlyList<string> arguments)
    {
        var options = new Options([100, 400], 3, Catalog.Names, Json: false);
        for (int index = 0; index < arguments.Count; index += 2)
        {
            string name = arguments[index];
            string value = index + 1 < arguments.Count
                ? arguments[index + 1]
                : throw new FormatException($"'{name}' is not an option, or its value is missing. {Usage}");
            options = name switch
            {
                "--sizes" => options with { Sizes = [.. value.Split(',').Select(size => Number(name, size, Nodes * PodsPerNode))] },
                "--runs" => options with { Runs = Number(name, value, 100) },
                "--systems" => options with { Systems = [.. value.Split(',').Select(Catalog.Check)] },
                "-o" => options with
                {
                    Json = value is "markdown" or "json"
                        ? value is "json"
                        : throw new FormatException($"-o takes markdown or json, and not '{value}'."),
                },
                _ => throw new FormatException($"'{name}' is not an option. {Usage}"),
            };
        }

        return options;
    }

    private static int Number(string name, string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= most
            ? number
            : throw new FormatException($"{name} takes whole numbers from 1 to {most}, and was given '{text}'.");
}
