using System.Diagnostics;
using System.Runtime.InteropServices;

namespace KubeDirect.Bench;

/// <summary>The machine and the commit of a measurement, as far as the operating system says.</summary>
/// <param name="Cores">Processors that this process may use.</param>
/// <param name="Cpu">The model of the processor.</param>
/// <param name="MemoryGiB">Memory of the machine, in GiB.</param>
/// <param name="Kernel">The release of the kernel.</param>
/// <param name="LoadAverage">
/// The load average of the minute before the start. If it is above 0, other processes were running.
/// </param>
/// <param name="Commit">The commit of the repository, with a note if files differ from it.</param>
internal sealed record Machine(int Cores, string Cpu, double MemoryGiB, string Kernel, double LoadAverage, string Commit)
{
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
        var start = new ProcessStartInfo("git", ["-C", Repository.Root, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process git = Process.Start(start) ?? throw new InvalidOperationException("git could not be started.");
        Task<string> errors = git.StandardError.ReadToEndAsync();
        string output = await git.StandardOutput.ReadToEndAsync();
        await errors;
        await git.WaitForExitAsync();
        return git.ExitCode == 0 ? output.Trim() : string.Empty;
    }
}
