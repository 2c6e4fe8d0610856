using KubeDirect.Tests.Unit.KubeAdapter.Kubelet.Runtimes;

namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet.Simulated;

/// <summary>The simulated runtime keeps the contract when it starts Pods later.</summary>
public sealed class SlowSimulatedContractTests : PodRuntimeContractTests
{
    protected override IRuntimeWorld NewWorld() => new SimulatedWorld(options => options with { StartDelay = TimeSpan.FromSeconds(1) });
}
