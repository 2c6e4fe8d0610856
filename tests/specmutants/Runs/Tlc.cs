using System.Diagnostics;

namespace KubeDirect.Tests.SpecMutants.Runs;

/// <summary>Runs TLC.</summary>
/// <param name="jar">tla2tools.jar.</param>
/// <param name="work">A folder for what TLC reads and writes.</param>
internal sealed class Tlc(string jar, string work)
{
    /// <summary>Runs TLC on a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="cancellationToken">Ends TLC.</param>
    /// <returns>What it printed.</returns>
    /// <exception cref="NoTlcException">The jar has no TLC.</exception>
    public async Task<TlcOutput> RunAsync(Batch batch, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(work, "run"));
        folder.Delete(recursive: true);
        folder.Create();
        batch.Write(folder.FullName);
        var start = new ProcessStartInfo("java")
        {
            WorkingDirectory = folder.FullName,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["-XX:+UseSerialGC", "-Xmx2g", "-cp", jar, "tlc2.TLC", "-workers", "1", "-lncheck", "final",
            "-metadir", Path.Combine(folder.FullName, "states"), "-config", $"{Batch.Name}.cfg", Batch.Name])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            string[] lines = [.. output.Split('\n'), .. (await errors).Split('\n')];
            return lines.FirstOrDefault(IsOfNoJar) is { } complaint
                ? throw new NoTlcException($"{jar} is no tla2tools.jar: {complaint}")
                : new TlcOutput(lines);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private static bool IsOfNoJar(string line) =>
        line.Contains("Could not find or load main class", StringComparison.Ordinal)
        || line.Contains("Invalid or corrupt jarfile", StringComparison.Ordinal);

    /// <summary>A line of a module of the last run, from 1.</summary>
    public string LineOf(string module, int number)
    {
        var path = Path.Combine(work, "run", $"{module}.tla");
        return File.Exists(path) ? File.ReadLines(path).ElementAtOrDefault(number - 1) ?? "" : "";
    }
}
