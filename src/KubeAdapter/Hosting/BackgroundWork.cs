using KubeDirect.Primitives;
using KubeDirect.Runtime;
using Microsoft.Extensions.Logging;

namespace KubeDirect.KubeAdapter.Hosting;

/// <summary>The loops of a host: started together, ended together. Thread-safe.</summary>
/// <param name="logger">Told if a loop fails, which none should.</param>
/// <param name="failed">Told then, too, in a sentence.</param>
/// <param name="scheduler">Where they run; null for the thread pool.</param>
internal sealed class BackgroundWork(ILogger logger, Action<string> failed, TaskScheduler? scheduler = null) : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly List<Task> loops = [];

    /// <summary>Cancelled when the host ends.</summary>
    public CancellationToken Stopping => stop.Token;

    /// <summary>Starts a loop.</summary>
    public void Run(string name, Func<CancellationToken, Task> loop)
    {
        lock (gate)
        {
            loops.Add(Background.Run(() => GuardAsync(name, loop), scheduler ?? TaskScheduler.Default));
        }
    }

    public async ValueTask DisposeAsync()
    {
        stop.Cancel(); // Not CancelAsync, which would leave the scheduler for the thread pool.
        Task[] all;
        lock (gate)
        {
            all = [.. loops];
        }

        await Task.WhenAll(all);
        stop.Dispose();
    }

    private async Task GuardAsync(string name, Func<CancellationToken, Task> loop)
    {
        try
        {
            await loop(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The host ends.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            logger.LogCritical(e, "The loop '{Name}' failed.", name);
            failed($"The loop '{name}' failed: {e.Message}");
        }
    }
}
