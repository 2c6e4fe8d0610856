using KubeDirect.StateMachine;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>A runtime without containers: a Pod runs once its start delay is over, until it is stopped.</summary>
/// <param name="startDelay">From the order to start until the Pod runs; at least zero.</param>
/// <param name="time">The clock.</param>
/// <remarks>Thread-safe. What it runs ends with it, as on a node that loses power.</remarks>
public sealed class SimulatedPodRuntime(TimeSpan startDelay, TimeProvider time) : IPodRuntime, IDisposable
{
    private readonly object gate = new();
    private readonly Dictionary<PodId, ITimer> starting = [];
    private bool disposed;

    /// <inheritdoc/>
    public void Start(PodId pod, Action<Input> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (startDelay <= TimeSpan.Zero)
        {
            answer(new PodStarted(pod));
            return;
        }

        lock (gate)
        {
            if (!disposed)
            {
                starting[pod] = time.CreateTimer(_ => Started(pod, answer), state: null, startDelay, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <inheritdoc/>
    public void Stop(PodId pod, Action<Input> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Forget(pod);
        answer(new PodStopped(pod));
    }

    /// <summary>Ends everything; nothing more is answered.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            foreach (var timer in starting.Values)
            {
                timer.Dispose();
            }

            starting.Clear();
        }
    }

    private void Started(PodId pod, Action<Input> answer)
    {
        if (Forget(pod))
        {
            answer(new PodStarted(pod));
        }
    }

    private bool Forget(PodId pod)
    {
        lock (gate)
        {
            if (!starting.Remove(pod, out var timer))
            {
                return false;
            }

            timer.Dispose();
            return true;
        }
    }
}
