using k8s.Models;
using KubeDirect.KubeAdapter.Kubelet.Runtimes;
using KubeDirect.Kubernetes.Objects;

namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet.Runtimes;

/// <summary>A machine whose Pods outlive the agent. What was ordered is carried out by <see cref="Settle"/>, in order.</summary>
internal sealed class Machine(Defect defect = Defect.None) : IRuntimeWorld
{
    private readonly Dictionary<ObjectKey, Entry> pods = [];
    private readonly Queue<Action> orders = new();
    private int addresses;
    private Action<RuntimeEvent> report = _ => { };

    public IPodRuntime Begin() => new Surviving(this, defect);

    public bool Runs(ObjectKey pod) => pods.TryGetValue(pod, out var entry) && entry.Status is not null;

    public void Settle()
    {
        while (orders.TryDequeue(out var order))
        {
            order();
        }
    }

    /// <summary>A Pod loses its readiness, or gets it back.</summary>
    public void SetReady(ObjectKey pod, bool ready)
    {
        var entry = pods[pod];
        entry.Status =
            entry.Status! with { Containers = [.. entry.Status.Containers.Select(container => container with { Ready = ready })] };
        report(new RuntimeEvent.Changed(pod, entry.Status));
    }

    /// <summary>A Pod ends by itself.</summary>
    public void End(ObjectKey pod)
    {
        pods.Remove(pod);
        report(new RuntimeEvent.Stopped(pod, "It has ended."));
    }

    private void Run(ObjectKey key)
    {
        if (!pods.TryGetValue(key, out var entry) || (entry.Status is not null && defect != Defect.StartsTwice))
        {
            return;
        }

        addresses += defect == Defect.SharesAddresses ? 0 : 1;
        var containers = entry.Pod.Spec.Containers.Select(container => Status(key, container));
        entry.Status = new PodRunStatus(
            $"10.0.0.{addresses}",
            defect == Defect.OmitsContainers ? [containers.First()] : [.. containers],
            [.. (entry.Pod.Spec.InitContainers ?? []).Select(container => Status(key, container))]);
        report(new RuntimeEvent.Started(key, entry.Status));
    }

    private static V1ContainerStatus Status(ObjectKey key, V1Container container) =>
        new() { Name = container.Name, ContainerID = $"test://{key.Name}/{container.Name}", Image = container.Image, Ready = true };

    private sealed class Entry(V1Pod pod)
    {
        public V1Pod Pod => pod;

        public PodRunStatus? Status { get; set; }

        public bool Stopping { get; set; }
    }

    private sealed class Surviving(Machine machine, Defect defect) : IPodRuntime
    {
        public Task<IReadOnlyList<RecoveredPod>> RecoverAsync(Action<RuntimeEvent> report, CancellationToken cancellation)
        {
            machine.report = defect == Defect.FallsSilentAfterRecovery && machine.pods.Count > 0 ? _ => { } : report;
            return Task.FromResult<IReadOnlyList<RecoveredPod>>(
            [
                .. machine.pods.Values
                    .Where(entry => defect != Defect.ListOmitsRunning || entry.Status is null)
                    .Where(entry => defect != Defect.ListOmitsStarting || entry.Status is not null)
                    .Select(entry => new RecoveredPod(Listed(entry.Pod), entry.Status, WasReady: entry.Status is not null, entry.Stopping)),
            ]);
        }

        public void Start(V1Pod pod)
        {
            var key = ObjectKey.Of(pod);
            if (machine.pods.TryAdd(key, new Entry(pod)) || defect == Defect.StartsTwice)
            {
                machine.orders.Enqueue(() => machine.Run(key));
            }
            else if (defect == Defect.StartsRecoveredAgain && machine.pods[key].Status is { } status)
            {
                machine.orders.Enqueue(() => machine.report(new RuntimeEvent.Started(key, status)));
            }
        }

        public void Stop(ObjectKey pod)
        {
            if (!machine.pods.TryGetValue(pod, out var entry))
            {
                if (defect != Defect.IgnoresStopOfUnknown)
                {
                    machine.report(new RuntimeEvent.Stopped(pod, "It is unknown."));
                }

                return;
            }

            entry.Stopping = true;
            if (defect == Defect.SaysStoppedTooEarly)
            {
                machine.report(new RuntimeEvent.Stopped(pod, "It is told to stop."));
                machine.orders.Enqueue(() => machine.pods.Remove(pod));
                return;
            }

            machine.orders.Enqueue(() =>
            {
                machine.End(pod);
                if (defect == Defect.StartsAfterStop)
                {
                    machine.pods.Add(pod, new Entry(entry.Pod));
                    machine.orders.Enqueue(() => machine.Run(pod));
                }
            });
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private V1Pod Listed(V1Pod pod) =>
            defect == Defect.ListLosesOwner ? pod with { Metadata = pod.Metadata with { OwnerReferences = null } } : pod;
    }
}
