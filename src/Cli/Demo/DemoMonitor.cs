using KubeDirect.StateMachine;

namespace KubeDirect.Cli.Demo;

/// <summary>Observes every step of a demo: when each Pod was created and started, and whether the checked properties hold.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class DemoMonitor(DemoSettings settings) : IStepObserver
{
    private readonly Lock gate = new();
    private readonly Dictionary<PodId, long> created = new(settings.Pods);
    private readonly List<TimeSpan> latencies = new(settings.Pods);
    private readonly SafetyMonitor safety = new(new SafetyMonitorOptions());
    private readonly HashSet<PodId> running = new(settings.Pods);
    private long lastStart;

    /// <summary>The observers of a demo's stages.</summary>
    public IReadOnlyList<IStepObserver> Observers => [this, safety];

    /// <summary>The violations so far, one sentence each.</summary>
    public IReadOnlyList<string> Violations => safety.Violations;

    /// <summary>The number of Pods that run now.</summary>
    public int Running
    {
        get
        {
            lock (gate)
            {
                return running.Count;
            }
        }
    }

    /// <summary>When the last Pod started: a timestamp of <see cref="TimeProvider.System"/>.</summary>
    public long LastStart
    {
        get
        {
            lock (gate)
            {
                return lastStart;
            }
        }
    }

    /// <inheritdoc/>
    public void OnStep<TState>(string stage, TState before, Input input, Step<TState> step)
        where TState : class, IStageState
    {
        if (!step.Taken || input is not (CreatePod or PodStarted or PodStopped))
        {
            return;
        }

        var now = TimeProvider.System.GetTimestamp();
        lock (gate)
        {
            switch (input)
            {
                case CreatePod create:
                    created[create.Pod] = now;
                    break;
                case PodStarted started:
                    running.Add(started.Pod);
                    lastStart = now;
                    if (created.Remove(started.Pod, out var at))
                    {
                        latencies.Add(TimeProvider.System.GetElapsedTime(at, now));
                    }

                    break;
                case PodStopped stopped:
                    running.Remove(stopped.Pod);
                    break;
            }
        }
    }

    /// <summary>The start latency, in milliseconds, that this share of the Pods did not exceed; null if no Pod ran.</summary>
    /// <param name="share">From 0 to 1.</param>
    public double? Percentile(double share)
    {
        lock (gate)
        {
            if (latencies.Count == 0)
            {
                return null;
            }

            latencies.Sort();
            return latencies[Math.Min(latencies.Count - 1, (int)Math.Ceiling(share * latencies.Count) - 1)].TotalMilliseconds;
        }
    }
}
