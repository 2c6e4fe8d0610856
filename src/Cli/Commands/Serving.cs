using Microsoft.Extensions.Logging;

namespace KubeDirect.Cli.Commands;

/// <summary>What the commands that serve a cluster have in common. Stateless.</summary>
internal static class Serving
{
    public static LogLevel Level(bool verbose) => verbose ? LogLevel.Debug : LogLevel.Information;

    /// <summary>Says that the process is ready, and waits until a signal stops it.</summary>
    /// <param name="ready">The line to print on standard output.</param>
    /// <param name="failed">Completes with a sentence if the process cannot serve any more; null if it cannot fail.</param>
    /// <param name="cancellation">The signal.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="ServerException">The process cannot serve any more. A supervisor is expected to start it again.</exception>
    public static async Task<int> UntilStoppedAsync(string ready, Task<string>? failed, CancellationToken cancellation)
    {
        Console.WriteLine(ready);
        var stopped = Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        if (failed is not null && await Task.WhenAny(stopped, failed) == failed)
        {
            // Printed here because ending the part that failed may fail as well.
            await Console.Error.WriteLineAsync($"kubedirect: {await failed}");
            throw new ServerException("this process cannot serve any more.");
        }

        await stopped.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Console.Error.WriteLineAsync("Stopping.");
        return 0;
    }
}
