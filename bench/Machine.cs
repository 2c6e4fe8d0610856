using System.Diagnostics;
using System.Runtime.InteropServices;
using KubeDirect.Tests.ControlPlane;

namespace KubeDirect.Bench;

/// <summary>Where and of what a measurement was made, as far as the system says.</summary>
/// <param name="Cores">Processors that this process may use.</param>
/// <param name="Cpu">The processor's model.</param>
/// <param name="MemoryGiB">Memory of the machine.</param>
/// <param name="Kernel">The kernel's release.</param>
/// <param name="LoadAverage">Processes that wanted to run, averaged over the minute before the start: above 0 something else was running.</param>
/// <param name="Commit">The repository's commit, with a note if files differed from it.</param>
internal sealed record Machine(int Cores, string Cpu, double MemoryGiB, string Kernel, double LoadAverage, string Commit)
{
    /// <summary>Reads all this.</summary>
    public static async Task<Machine> ReadAsync()
    {
        string head = await GitAsync("rev-parse", "--short=12", "HEAD");
        bool changed = (await GitAsync("status", "--porcelain", "--untracked-files=no")).Length > 0;
        return new Machine(
            Environment.ProcessorCount,
            Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
            Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Math.Pow(2, 30), 1),
            (await File.ReadAllTextAsync("/proc/sys/kernel/osrelease")).Trim(),
            double.Parse((await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture),
            head.Length == 0 ? "unknown" : head + (changed ? " with local changes" : string.Empty));
    }

    private static string? Field(string file, string name) => File.ReadLines(file)
        .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[^1].Trim();

    private static async Task<string> GitAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-C", Binaries.RepositoryRoot, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using Process git = Process.Start(start) ?? throw new InvalidOperationException("git could not be started.");
        Task<string> errors = git.StandardError.ReadToEndAsync();
        string output = await git.StandardOutput.ReadToEndAsync();
        await errors;
        await git.WaitForExitAsync();
        return git.ExitCode == 0 ? output.Trim() : string.Empty;
    }
}
