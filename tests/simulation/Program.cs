namespace KubeDirect.Tests.Simulation;

/// <summary>What <c>dotnet run --project tests/simulation</c> starts.</summary>
internal static class Program
{
    /// <summary>0 if every seed survived and every class of faults fired, 1 if not, 2 if the arguments are wrong.</summary>
    public static int Main(string[] arguments)
    {
        if (Options.Parse(arguments, out var wrong) is not { } options)
        {
            Console.Error.WriteLine(wrong);
            return 2;
        }

        if (options.Log)
        {
            using var writer = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 16);
            var outcome = SimRun.Run(options.Seed, options.Mutant, writer);
            writer.Flush();
            Console.WriteLine(outcome.Failure is null
                ? $"Seed {outcome.Seed} survived: converged {outcome.Converged.TotalSeconds:0.00} s after the last fault; {outcome.End}"
                : $"Seed {outcome.Seed} failed: {outcome.Failure}");
            return outcome.Failure is null ? 0 : 1;
        }

        var report = Campaign.Run(options, Console.Error);
        foreach (var failed in report.Failures)
        {
            Console.WriteLine($"seed {failed.Seed}: {failed.Failure}");
            Console.WriteLine(
                $"  again with: dotnet run --project tests/simulation -c Release -- --seed {failed.Seed} " +
                    $"--log{(options.Canary.Length > 0 ? " --canary " + options.Canary : "")}");
        }

        Console.WriteLine(report.Details);
        Console.WriteLine(report.Line(Campaign.Commit()));
        return report.Survived ? 0 : 1;
    }
}
