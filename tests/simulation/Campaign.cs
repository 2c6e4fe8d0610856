using System.Diagnostics;

namespace KubeDirect.Tests.Simulation;

/// <summary>Runs many seeds, several at a time, each on a thread of its own.</summary>
internal static class Campaign
{
    public static Report Run(Options options, TextWriter progress)
    {
        var clock = Stopwatch.StartNew();
        var gate = new Lock();
        var next = -1;
        var done = 0;
        var failures = new List<Outcome>();
        var faults = new FaultCounts();
        var converged = new List<TimeSpan>();
        var restConverged = new List<TimeSpan>();
        var virtualTime = TimeSpan.Zero;
        var shown = TimeSpan.Zero;
        var threads = Enumerable.Range(0, options.Jobs).Select(_ => new Thread(Work)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return new Report(
            options.Seeds, [.. failures.OrderBy(failure => failure.Seed)], faults, converged, restConverged, virtualTime, clock.Elapsed);

        void Work()
        {
            while (Interlocked.Increment(ref next) is var mine && mine < options.Seeds)
            {
                var outcome = SimRun.Run(unchecked(options.Seed + (ulong)mine), options.Mutant);
                lock (gate)
                {
                    done++;
                    faults.Add(outcome.Faults);
                    virtualTime += outcome.VirtualTime;
                    if (outcome.Failure is null)
                    {
                        converged.Add(outcome.Converged);
                        restConverged.AddRange(outcome.RestConverged is { } time ? [time] : []);
                    }
                    else
                    {
                        failures.Add(outcome);
                        progress.WriteLine($"seed {outcome.Seed} failed: {outcome.Failure}");
                    }

                    if (clock.Elapsed - shown > TimeSpan.FromSeconds(5))
                    {
                        shown = clock.Elapsed;
                        progress.WriteLine(
                            $"{done}/{options.Seeds} seeds, {failures.Count} failed, " +
                                $"{virtualTime.TotalSeconds / clock.Elapsed.TotalSeconds:0} virtual seconds in a real one");
                    }
                }
            }
        }
    }

    /// <summary>The commit that runs, as git names it.</summary>
    public static string Commit()
    {
        try
        {
            using var git = Process.Start(
                new ProcessStartInfo(
                    "git", "describe --always --dirty --abbrev=10 --exclude=*")
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    UseShellExecute = false,
                    WorkingDirectory = AppContext.BaseDirectory,
                })!;
            var line = git.StandardOutput.ReadLine();
            git.WaitForExit();
            return line ?? "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }
}
