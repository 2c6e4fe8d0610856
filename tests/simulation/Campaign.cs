using System.Diagnostics;
using System.Globalization;

namespace KubeDirect.Tests.Simulation;

/// <summary>What came of many seeds.</summary>
internal sealed record Report(int Seeds, IReadOnlyList<Outcome> Failures, FaultCounts Faults, IReadOnlyList<TimeSpan> Converged, IReadOnlyList<TimeSpan> RestConverged, TimeSpan VirtualTime, TimeSpan RealTime)
{
    // With fewer seeds than this, a class may be missing by chance.
    private const int SeedsForEveryClass = 200;
    private const int SeedsForEveryCrash = 1000;

    /// <summary>Classes that should have fired and did not.</summary>
    public IReadOnlyList<FaultClass> Missing => Seeds >= SeedsForEveryClass ? [.. Faults.Never] : [];

    /// <summary>Stages that should have crashed at a moment and did not.</summary>
    public IReadOnlyList<CrashCell> MissingCrashes => Seeds >= SeedsForEveryCrash ? [.. Faults.NeverCrashed] : [];

    public bool Survived => Failures.Count == 0 && Missing.Count == 0 && MissingCrashes.Count == 0;

    /// <summary>What is said before the last line of a run.</summary>
    public string Details => string.Create(
        CultureInfo.InvariantCulture,
        $"crashes by stage: {Faults.Crashes}\nwhile a part went on failing, the rest converged in {RestConverged.Count} seeds: p50 {Percentile(RestConverged, 50):0.00} s, p99 {Percentile(RestConverged, 99):0.00} s");

    /// <summary>The last line of a run.</summary>
    public string Line(string commit)
    {
        string[] never = [.. Missing.Select(fault => $"{fault}"), .. MissingCrashes.Select(cell => $"{cell}")];
        var missing = never.Length == 0 ? "" : $" NEVER FIRED: {string.Join(' ', never)};";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"commit {commit}, {Seeds} seeds, {VirtualTime.TotalHours:0.0} h of virtual time in {RealTime.TotalSeconds:0} s; faults: {Faults};{missing} survived {Seeds - Failures.Count}/{Seeds}, lost {Of("Converges", "Coherence", "Published", "Statuses", "Terminates", "Resynchronizes")}, duplicated {Of("UniqueBinding")}, resurrected {Of("NoResurrection", "NeverRecreated")}, converged p50 {Percentile(Converged, 50):0.00} s, p99 {Percentile(Converged, 99):0.00} s");
    }

    private int Of(params string[] properties) => Failures.Count(failure => properties.Any(property => failure.Failure!.StartsWith(property, StringComparison.Ordinal)));

    private static double Percentile(IReadOnlyList<TimeSpan> times, int percent) => times.Count == 0 ? 0 : times.Order().ElementAt(Math.Min(times.Count - 1, times.Count * percent / 100)).TotalSeconds;
}

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
        return new Report(options.Seeds, [.. failures.OrderBy(failure => failure.Seed)], faults, converged, restConverged, virtualTime, clock.Elapsed);

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
                        progress.WriteLine($"{done}/{options.Seeds} seeds, {failures.Count} failed, {virtualTime.TotalSeconds / clock.Elapsed.TotalSeconds:0} virtual seconds in a real one");
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
            using var git = Process.Start(new ProcessStartInfo("git", "describe --always --dirty --abbrev=10 --exclude=*") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = AppContext.BaseDirectory })!;
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
