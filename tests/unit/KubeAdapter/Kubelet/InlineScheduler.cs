namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet;

/// <summary>Runs every task at once, on the thread that starts or resumes it, so that a test knows when the task waits.</summary>
internal sealed class InlineScheduler : TaskScheduler
{
    protected override void QueueTask(Task task) => TryExecuteTask(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
