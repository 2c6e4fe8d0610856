using KubeDirect.KubeAdapter.Kubelet.Runtimes;
using KubeDirect.KubeAdapter.Kubelet.Simulated;
using KubeDirect.Kubernetes.Objects;
using KubeDirect.Tests.Unit.KubeAdapter.Kubelet.Runtimes;
using Microsoft.Extensions.Time.Testing;

namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet.Simulated;

/// <summary>A node with the simulated runtime and a clock that is advanced by hand.</summary>
#pragma warning disable CA1001 // The timers of the last runtime are of a clock that nobody advances any more.
internal sealed class SimulatedWorld(Func<SimulatedPodRuntimeOptions, SimulatedPodRuntimeOptions> configure) : IRuntimeWorld
#pragma warning restore CA1001
{
    private SimulatedPodRuntime? runtime;

    public FakeTimeProvider Time { get; } = new();

    public IPodRuntime Begin()
    {
        // What it ran ends with its process. Nothing is waited for here.
        _ = runtime?.DisposeAsync().AsTask();
        return runtime = new SimulatedPodRuntime(configure(new SimulatedPodRuntimeOptions { PodCidr = "10.0.0.0/24" }), Time);
    }

    public void Settle() => Time.Advance(TimeSpan.FromSeconds(10));

    public bool Runs(ObjectKey pod) => runtime!.Running.Contains(pod);
}
