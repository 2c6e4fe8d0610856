using System.Globalization;

namespace KubeDirect.Tests.Simulation;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    private const string Usage =
        "Usage: simulation --seeds N [--seed S] [--jobs J], or --seed S [--log]; " +
        "N, S and J are whole numbers, and the seeds are S, S+1, ….";

    /// <summary>How many seeds, from <see cref="Seed"/> on.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>The first seed.</summary>
    public ulong Seed { get; init; }

    /// <summary>How many run at a time.</summary>
    public int Jobs { get; init; } = Math.Min(2, Environment.ProcessorCount);

    /// <summary>Whether one seed's events are written out.</summary>
    public bool Log { get; init; }

    /// <summary>The name of a canary that is to be caught; empty for none.</summary>
    public string Canary { get; init; } = "";

    public Mutant Mutant => Canary.Length == 0 ? Mutant.None : Canaries.All[Canary].Mutant;

    /// <returns>Null, and one sentence on what is wrong.</returns>
    public static Options? Parse(IReadOnlyList<string> arguments, out string wrong)
    {
        var options = new Options();
        var given = new HashSet<string>(StringComparer.Ordinal);
        wrong = "";
        for (var index = 0; index < arguments.Count; index++)
        {
            var name = arguments[index];
            if (!given.Add(name))
            {
                wrong = $"{name} is given twice. {Usage}";
                return null;
            }

            if (name == "--log")
            {
                options = options with { Log = true };
                continue;
            }

            if (name is not ("--seeds" or "--seed" or "--jobs" or "--canary"))
            {
                wrong = $"'{name}' is not an option. {Usage}";
                return null;
            }

            if (++index == arguments.Count)
            {
                wrong = $"{name} needs a value. {Usage}";
                return null;
            }

            if (options.With(name, arguments[index]) is not { } next)
            {
                wrong = $"'{arguments[index]}' is no value for {name}. {Usage}";
                return null;
            }

            options = next;
        }

        if (given.Count == 0 || (options.Log && (given.Contains("--seeds") || !given.Contains("--seed"))))
        {
            wrong = given.Count == 0 ? Usage : $"--log needs --seed and no --seeds. {Usage}";
            return null;
        }

        return options;
    }

    private Options? With(string name, string value)
    {
        if (name == "--canary")
        {
            return Canaries.All.ContainsKey(value) ? this with { Canary = value } : null;
        }

        if (!ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        return name switch
        {
            "--seed" => this with { Seed = number },
            "--seeds" when number is >= 1 and <= 100_000_000 => this with { Seeds = (int)number },
            "--jobs" when number is >= 1 and <= 1024 => this with { Jobs = (int)number },
            _ => null,
        };
    }
}
