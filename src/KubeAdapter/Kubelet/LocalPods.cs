using System.Diagnostics.CodeAnalysis;
using KubeDirect.KubeAdapter.Kubelet.Runtimes;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Objects;
using KubeDirect.Primitives;
using KubeDirect.StateMachine;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>What a node knows of each Pod that it has accepted, until the Pod has stopped. Not thread-safe.</summary>
internal sealed class LocalPods
{
    private readonly Dictionary<PodId, Entry> pods = [];
    private readonly Dictionary<ObjectKey, PodId> ids = [];

    /// <summary>Adds a Pod.</summary>
    /// <param name="accepted">When the node accepted the Pod.</param>
    public Entry Add(PodId pod, DateTimeOffset accepted)
    {
        var entry = new Entry(accepted);
        pods[pod] = entry;
        ids[ChainKeys.ObjectKeyOf(pod)] = pod;
        return entry;
    }

    /// <summary>Finds a Pod.</summary>
    public bool TryGet(PodId pod, [NotNullWhen(true)] out Entry? entry) => pods.TryGetValue(pod, out entry);

    /// <summary>Finds a Pod by the key of its object.</summary>
    public bool TryGet(ObjectKey key, out PodId pod, [NotNullWhen(true)] out Entry? entry)
    {
        entry = null;
        return ids.TryGetValue(key, out pod) && pods.TryGetValue(pod, out entry);
    }

    /// <summary>Forgets a Pod that has stopped.</summary>
    public void Remove(PodId pod)
    {
        pods.Remove(pod);
        ids.Remove(ChainKeys.ObjectKeyOf(pod));
    }

    /// <summary>One Pod. Guarded by the lock of its owner, except <see cref="Turn"/>.</summary>
    /// <param name="accepted">When the node accepted the Pod.</param>
    internal sealed class Entry(DateTimeOffset accepted)
    {
        /// <summary>When the node accepted the Pod.</summary>
        public DateTimeOffset Accepted { get; } = accepted;

        /// <summary>Who holds the Pod.</summary>
        public Hands Hands { get; set; }

        /// <summary>Whether the stage wants the Pod to end.</summary>
        public bool Stopping { get; set; }

        /// <summary>The last status that the runtime reported; null until the Pod runs.</summary>
        public PodRunStatus? Status { get; private set; }

        /// <summary>When the Pod became ready, or lost its readiness.</summary>
        public DateTimeOffset ReadinessTime { get; private set; } = accepted;

        /// <summary>How often the status has changed.</summary>
        public int Version { get; private set; }

        /// <summary>The version of the status that the Pod's object shows; 0 if it shows none.</summary>
        public int Published { get; set; }

        /// <summary>The UID of the object, once the stage wants it to show that the Pod runs; null before that.</summary>
        public string? Uid { get; set; }

        /// <summary>Whether the stage knows that the Pod has been ready.</summary>
        public bool WasReady { get; set; }

        /// <summary>Whether a change of the status is being written.</summary>
        public bool Publishing { get; set; }

        /// <summary>Writes of the status take turns, so that no old status overtakes a new one.</summary>
        public Permits Turn { get; } = new(1);

        /// <summary>Records a status that the runtime reports.</summary>
        public void Take(PodRunStatus status, DateTimeOffset now)
        {
            if (Status?.Ready != status.Ready)
            {
                ReadinessTime = now;
            }

            Status = status;
            Version++;
        }
    }
}
