using k8s.Models;
using KubeDirect.KubeAdapter.Kubelet.Runtimes;
using KubeDirect.Kubernetes.Objects;
using KubeDirect.Primitives;

namespace KubeDirect.KubeAdapter.Kubelet.Simulated;

/// <summary>A runtime without containers. A Pod runs after its start delay, until it is stopped.</summary>
/// <remarks>
/// Thread-safe. Its Pods end with its process, as on a node that loses power, so it recovers nothing. This is the case that the
/// specification has (<c>CrashKubelet</c>).
/// </remarks>
public sealed class SimulatedPodRuntime : IPodRuntime
{
    /// <summary>How long a Pod without an address waits before the next attempt to get one.</summary>
    private static readonly TimeSpan AddressWait = TimeSpan.FromSeconds(1);

    // A plain object and not a Lock, which Coyote does not control.
    private readonly object gate = new();
    private readonly SimulatedPodRuntimeOptions options;
    private readonly TimeProvider time;
    private readonly PodAddresses addresses;
    private readonly Random random;
    private readonly Dictionary<ObjectKey, SimulatedPod> pods = [];
    private Action<RuntimeEvent> report = _ => { };
    private bool disposed;

    /// <summary>Makes a runtime without Pods.</summary>
    /// <param name="options">How Pods behave.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">
    /// The options are not valid, or <see cref="SimulatedPodRuntimeOptions.PodCidr"/> is no range.
    /// </exception>
    public SimulatedPodRuntime(SimulatedPodRuntimeOptions options, TimeProvider time)
    {
        this.options = OptionsCheck.Valid(options);
        this.time = time;
        addresses = new PodAddresses(options.PodCidr);
        random = new Random(options.Seed);
    }

    /// <summary>
    /// Makes the runtimes of the nodes of one process. They differ only in their ranges of addresses: the node's own range, or one that no
    /// other of these nodes has.
    /// </summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="configure">Changes the options of each runtime; null leaves them as they are.</param>
    /// <returns>For <see cref="NodeHostOptions.Runtime"/>.</returns>
    public static Func<NodeAgentOptions, IPodRuntime> Of(
        IReadOnlyCollection<NodeAgentOptions> nodes,
        TimeProvider time,
        Func<SimulatedPodRuntimeOptions, SimulatedPodRuntimeOptions>? configure = null)
    {
        var ranges = PodRanges.Of([.. nodes.Select(node => node.Name)]);
        return node =>
        {
            var plain = new SimulatedPodRuntimeOptions { PodCidr = node.PodCidr ?? ranges[node.Name], Seed = node.Seed };
            return new SimulatedPodRuntime(configure is null ? plain : configure(plain), time);
        };
    }

    /// <summary>The Pods that run.</summary>
    public IReadOnlyList<ObjectKey> Running
    {
        get
        {
            lock (gate)
            {
                return [.. pods.Where(pair => pair.Value.Status is not null).Select(pair => pair.Key)];
            }
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecoveredPod>> RecoverAsync(Action<RuntimeEvent> report, CancellationToken cancellation)
    {
        lock (gate)
        {
            this.report = report;
        }

        return Task.FromResult<IReadOnlyList<RecoveredPod>>([]);
    }

    /// <inheritdoc/>
    public void Start(V1Pod pod)
    {
        var key = ObjectKey.Of(pod);
        lock (gate)
        {
            if (disposed || pods.ContainsKey(key))
            {
                return;
            }

            pods.Add(key, new SimulatedPod(pod));
            if (options.FailureRate > 0 && random.NextDouble() < options.FailureRate)
            {
                After(options.StartDelay, key, (_, _) => End(key, "It was chosen to fail."));
            }
            else
            {
                After(options.StartDelay, key, Run);
            }
        }
    }

    /// <inheritdoc/>
    public void Stop(ObjectKey pod)
    {
        lock (gate)
        {
            if (!disposed)
            {
                End(pod, "It was told to stop.");
            }
        }
    }

    /// <summary>Ends all Pods, and reports nothing more.</summary>
    public ValueTask DisposeAsync()
    {
        lock (gate)
        {
            disposed = true;
            foreach (var pod in pods.Values)
            {
                pod.Timer?.Dispose();
            }

            pods.Clear();
        }

        return ValueTask.CompletedTask;
    }

    private void Run(ObjectKey key, SimulatedPod pod)
    {
        if (addresses.Take(key.ToString()) is not { } address)
        {
            After(AddressWait, key, Run);
            return;
        }

        pod.Run(address, time.GetUtcNow());
        report(new RuntimeEvent.Started(key, pod.Status!));
        LoseReadinessLater(key);
    }

    private void LoseReadinessLater(ObjectKey key)
    {
        if (options.ReadyFor is not { } readyFor)
        {
            return;
        }

        After(readyFor, key, (_, pod) =>
        {
            pod.LoseReadiness(options.Restarts);
            report(new RuntimeEvent.Changed(key, pod.Status!));
            After(options.UnreadyFor, key, (_, unready) =>
            {
                unready.RegainReadiness(time.GetUtcNow());
                report(new RuntimeEvent.Changed(key, unready.Status!));
                LoseReadinessLater(key);
            });
        });
    }

    private void End(ObjectKey key, string reason)
    {
        if (pods.Remove(key, out var pod))
        {
            pod.Timer?.Dispose();
            addresses.Release(key.ToString());
        }

        report(new RuntimeEvent.Stopped(key, reason));
    }

    /// <summary>Calls an action after a delay, unless the Pod has ended by then. A Pod has at most one timer.</summary>
    private void After(TimeSpan delay, ObjectKey key, Action<ObjectKey, SimulatedPod> next)
    {
        var pod = pods[key];
        if (delay <= TimeSpan.Zero)
        {
            next(key, pod);
            return;
        }

        pod.Timer?.Dispose();
        pod.Timer = time.CreateTimer(
            _ =>
            {
                lock (gate)
                {
                    if (pods.TryGetValue(key, out var current) && ReferenceEquals(current, pod))
                    {
                        next(key, pod);
                    }
                }
            },
            state: null,
            delay,
            Timeout.InfiniteTimeSpan);
    }
}
