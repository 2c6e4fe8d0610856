using System.Globalization;

namespace KubeDirect.Tests.SpecMutants;

/// <summary>What spec/tla/mutants was asked for.</summary>
/// <param name="List">Only list the mutants.</param>
/// <param name="States">How many distinct states a model may have.</param>
/// <param name="Minutes">How long it may take; null is as long as it takes.</param>
/// <param name="Names">The definitions whose mutants are meant; none is all.</param>
internal sealed record Arguments(bool List, int States, int? Minutes, IReadOnlyList<string> Names)
{
    /// <summary>The models up to this size are the small ones.</summary>
    public const int SmallModels = 130_000;

    /// <summary>Reads the arguments.</summary>
    /// <returns>The arguments, or null with what is wrong with them.</returns>
    public static (Arguments? Arguments, string Wrong) Parse(IReadOnlyList<string> args)
    {
        var read = new Arguments(List: false, SmallModels, Minutes: null, []);
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] == "--list")
            {
                read = read with { List = true };
            }
            else if (args[i] is "--states" or "--minutes")
            {
                if (i + 1 == args.Count || !int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var number) || number < 1)
                {
                    return (null, $"{args[i]} takes a number from 1.");
                }

                read = args[i++] == "--states" ? read with { States = number } : read with { Minutes = number };
            }
            else if (args[i].StartsWith('-'))
            {
                return (null, $"unknown option {args[i]}.");
            }
            else
            {
                read = read with { Names = [.. read.Names, args[i]] };
            }
        }

        return (read, "");
    }
}
