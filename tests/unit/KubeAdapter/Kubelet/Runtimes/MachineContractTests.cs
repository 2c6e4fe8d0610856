namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet.Runtimes;

/// <summary>The contract can be kept by a runtime whose Pods outlive its agent.</summary>
public sealed class MachineContractTests : PodRuntimeContractTests
{
    protected override IRuntimeWorld NewWorld() => new Machine();
}
