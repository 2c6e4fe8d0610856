using KubeDirect.Kubernetes.Queues;

using Specification = Microsoft.Coyote.Specifications.Specification;

namespace KubeDirect.Tests.Coyote.Scenarios;

/// <summary>Two workers on one queue, keys that change while they are worked
/// on, work that fails once, and a worker that gives up waiting.</summary>
internal sealed class BusyQueue
{
    private const int Changes = 3;
    private readonly object gate = new();
    private readonly WorkQueue<string> queue = new(new InstantTime());
    private readonly Dictionary<string, int> wanted = new() { ["a"] = 0, ["b"] = 0 };
    private readonly Dictionary<string, int> seen = new() { ["a"] = 0, ["b"] = 0 };
    private readonly HashSet<string> working = [];
    private readonly TaskCompletionSource settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool failed;

    public static async Task RunAsync()
    {
        Converges.Register();
        Converges.Begin();
        await new BusyQueue().WorkAsync();
        Converges.End();
    }

    private async Task WorkAsync()
    {
        using var impatience = new CancellationTokenSource();
        var workers = new[] { Task.Run(() => WorkerAsync(CancellationToken.None)), Task.Run(() => WorkerAsync(impatience.Token)) };
        var changing = new[] { Task.Run(() => Change("a")), Task.Run(() => Change("b")), Task.Run(impatience.Cancel) };
        await Task.WhenAll(changing);
        await settled.Task;
        await queue.ShutDownWithDrainAsync();
        await Task.WhenAll(workers);
        Specification.Assert(queue.Count == 0 && seen["a"] == Changes && seen["b"] == Changes, "A change was not worked on.");
    }

    private void Change(string key)
    {
        for (var i = 0; i < Changes; i++)
        {
            lock (gate)
            {
                wanted[key]++;
            }

            queue.Add(key);
        }
    }

    private async Task WorkerAsync(CancellationToken cancellation)
    {
        try
        {
            while (await queue.GetAsync(cancellation) is { HasKey: true } item)
            {
                await WorkOnAsync(item.Key);
                queue.Done(item.Key);
            }
        }
        catch (OperationCanceledException)
        {
            // The other one goes on.
        }
    }

    private async Task WorkOnAsync(string key)
    {
        int value;
        lock (gate)
        {
            Specification.Assert(working.Add(key), $"Two workers work on {key} at once.");
            value = wanted[key];
        }

        await Task.Yield();
        lock (gate)
        {
            working.Remove(key);
            if (!failed)
            {
                failed = true;
                queue.AddRateLimited(key);
                return;
            }

            queue.Forget(key);
            Specification.Assert(value >= seen[key], $"{key} went back from {seen[key]} to {value}.");
            seen[key] = value;
            if (seen["a"] == Changes && seen["b"] == Changes)
            {
                settled.TrySetResult();
            }
        }
    }
}
