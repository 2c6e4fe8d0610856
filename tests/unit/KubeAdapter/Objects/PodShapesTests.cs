using k8s.Models;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Objects;

public sealed class PodShapesTests
{
    [Fact]
    public void Requests_are_added_up_as_the_scheduler_does()
    {
        var spec = new V1PodSpec
        {
            Containers = [
                Container("100m", "64Mi"), Container("0.25", "1G"),
                new V1Container { Name = "limits", Resources = new V1ResourceRequirements { Limits = Quantities("50m", "1Ki") } }],
            InitContainers = [Container("300m", "10Mi", sidecar: true), Container("1", "1Mi"), Container("200m", "2Gi")],
            Overhead = Quantities("10m", "1"),
            NodeSelector = new Dictionary<string, string>(StringComparer.Ordinal) { ["disk"] = "ssd" },
            Tolerations = [
                new V1Toleration { Key = "k", OperatorProperty = "Exists", Effect = "NoSchedule" },
                new V1Toleration { Key = "v", Value = "1" }],
        };

        var shape = PodShapes.Of(spec);

        // CPU: the init container of one core beside the sidecar. Memory: the last init container beside the sidecar.
        Assert.Equal(1310, shape.Requests.MilliCpu);
        Assert.Equal((2L << 30) + (10L << 20) + 1, shape.Requests.MemoryBytes);
        Assert.Equal(1, shape.Requests.Pods);
        Assert.Equal("ssd", shape.NodeSelector["disk"]);
        Assert.Equal(
            new[] { new Toleration("k", "", true, "NoSchedule"), new Toleration("v", "1", false, "") },
            shape.Tolerations.AsEnumerable());

        spec.InitContainers = null;
        Assert.Equal(new Resources(410, (64L << 20) + 1_000_000_000 + 1024 + 1, 1), PodShapes.Of(spec).Requests);
    }

    private static V1Container Container(string cpu, string memory, bool sidecar = false) => new()
    {
        Name = "c",
        RestartPolicy = sidecar ? "Always" : null,
        Resources = new V1ResourceRequirements { Requests = Quantities(cpu, memory) },
    };

    private static Dictionary<string, ResourceQuantity> Quantities(string cpu, string memory) =>
        new(StringComparer.Ordinal) { ["cpu"] = new ResourceQuantity(cpu), ["memory"] = new ResourceQuantity(memory) };
}
