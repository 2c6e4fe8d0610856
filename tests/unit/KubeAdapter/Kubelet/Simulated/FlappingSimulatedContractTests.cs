using KubeDirect.Tests.Unit.KubeAdapter.Kubelet.Runtimes;

namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet.Simulated;

/// <summary>The simulated runtime keeps the contract when its Pods lose their readiness and restart.</summary>
public sealed class FlappingSimulatedContractTests : PodRuntimeContractTests
{
    protected override IRuntimeWorld NewWorld() =>
        new SimulatedWorld(
            options => options with { StartDelay = TimeSpan.FromSeconds(1), ReadyFor = TimeSpan.FromSeconds(2), Restarts = true });
}
