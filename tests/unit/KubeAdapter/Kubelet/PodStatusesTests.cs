using k8s.Models;
using KubeDirect.KubeAdapter.Kubelet;
using KubeDirect.KubeAdapter.Kubelet.Simulated;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet;

public sealed class PodStatusesTests
{
    [Fact]
    public void A_ready_status_has_every_container_and_condition_of_a_kubelets()
    {
        var spec = Samples.Deployment().Spec.Template.Spec;
        spec.InitContainers =
            [new V1Container { Name = "init", Image = "i" }, new V1Container { Name = "side", Image = "s", RestartPolicy = "Always" }];
        var start = new DateTimeOffset(2026, 1, 1, 12, 0, 0, 900, TimeSpan.FromHours(2));

        var pod = new SimulatedPod(new V1Pod { Metadata = new V1ObjectMeta { Name = "web-x" }, Spec = spec });
        pod.Run("10.0.0.9", start.AddSeconds(2));
        var status = PodStatuses.Of(pod.Status!, "192.168.0.1", start, start.AddSeconds(2));

        Assert.Equal(("Running", "10.0.0.9", "192.168.0.1"), (status.Phase, status.PodIP, status.HostIP));
        Assert.Equal(["Initialized", "Ready", "ContainersReady", "PodScheduled"], status.Conditions.Select(condition => condition.Type));
        Assert.All(status.Conditions, condition => Assert.Equal("True", condition.Status));
        Assert.Equal(new DateTime(2026, 1, 1, 10, 0, 0, DateTimeKind.Utc), status.StartTime);
        Assert.Equal(new DateTime(2026, 1, 1, 10, 0, 2, DateTimeKind.Utc), status.Conditions[1].LastTransitionTime);
        var container = Assert.Single(status.ContainerStatuses);
        Assert.True(container is { Name: "app", Ready: true, Started: true, RestartCount: 0, State.Running: not null });
        Assert.Equal(0, status.InitContainerStatuses[0].State.Terminated.ExitCode);
        Assert.NotNull(status.InitContainerStatuses[1].State.Running);
        Assert.Null(status.QosClass);
    }
}
