using KubeDirect.Primitives;
using Microsoft.Extensions.Logging;

namespace KubeDirect.KubeAdapter.Hosting;

/// <summary>The loops of a host, which end together. Thread-safe.</summary>
/// <param name="logger">Gets an entry if a loop fails, which is a defect.</param>
/// <param name="failed">Called with one sentence if a loop fails.</param>
/// <param name="taskScheduler">Where the loops run; null for the thread pool.</param>
internal sealed class BackgroundWork(ILogger logger, Action<string> failed, TaskScheduler? taskScheduler = null) : IAsyncDisposable
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
            loops.Add(Background.Run(() => GuardAsync(name, loop), taskScheduler ?? TaskScheduler.Default));
        }
    }

    public async ValueTask DisposeAsync()
    {
        stop.Cancel(); // Not CancelAsync, which runs callbacks on the thread pool and not on the task scheduler.
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
            // The end of the host cancels the loop.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            logger.LogCritical(e, "The loop '{Name}' failed.", name);
            failed($"The loop '{name}' failed: {e.Message}");
        }
    }
}
