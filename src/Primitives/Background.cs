namespace KubeDirect.Primitives;

/// <summary>Starts loops on the task scheduler that their owner chose.</summary>
public static class Background
{
    /// <summary>Starts a loop. After each await it continues on the same task scheduler.</summary>
    /// <param name="body">The loop.</param>
    /// <param name="taskScheduler">Where it runs: the thread pool, except in a simulation, which decides itself what runs next.</param>
    public static Task Run(Func<Task> body, TaskScheduler taskScheduler) =>
        taskScheduler == TaskScheduler.Default
            ? Task.Run(body)
            : Task.Factory.StartNew(body, CancellationToken.None, TaskCreationOptions.DenyChildAttach, taskScheduler).Unwrap();
}
