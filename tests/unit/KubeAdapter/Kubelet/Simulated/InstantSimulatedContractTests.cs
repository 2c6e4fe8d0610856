using KubeDirect.Tests.Unit.KubeAdapter.Kubelet.Runtimes;

namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet.Simulated;

/// <summary>The simulated runtime keeps the contract when it starts Pods at once.</summary>
public sealed class InstantSimulatedContractTests : PodRuntimeContractTests
{
    protected override IRuntimeWorld NewWorld() => new SimulatedWorld(options => options);
}
