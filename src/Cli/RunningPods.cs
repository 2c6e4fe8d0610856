using System.Globalization;
using KubeDirect.StateMachine;

namespace KubeDirect.Cli;

/// <summary>Prints the number of Pods that run at the nodes of this process, as one JSON line for each change. Thread-safe.</summary>
internal sealed class RunningPods(TextWriter output) : IStepObserver
{
    private readonly Lock gate = new();
    private readonly HashSet<PodId> running = [];

    public void OnStep<TState>(string stage, TState before, Input input, Step<TState> step)
        where TState : class, IStageState
    {
        if (!step.Taken || input is not (PodStarted or PodStopped))
        {
            return;
        }

        lock (gate)
        {
            var changed = input switch
            {
                PodStarted started => running.Add(started.Pod),
                PodStopped stopped => running.Remove(stopped.Pod),
                _ => false,
            };
            if (changed)
            {
                var at = TimeProvider.System.GetUtcNow();
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""{"at":"{{at:O}}","running":{{running.Count}}}"""));
            }
        }
    }
}
