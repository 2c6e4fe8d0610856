namespace KubeDirect.Primitives;

/// <summary>Starts loops where their owner wants them to run.</summary>
public static class Background
{
    /// <summary>Starts a loop; what it awaits brings it back to the same scheduler.</summary>
    /// <param name="body">The loop.</param>
    /// <param name="scheduler">Where it runs: the thread pool, but for a simulation that decides itself what runs next.</param>
    public static Task Run(Func<Task> body, TaskScheduler scheduler) =>
        scheduler == TaskScheduler.Default
            ? Task.Run(body)
            : Task.Factory.StartNew(body, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap();
}
