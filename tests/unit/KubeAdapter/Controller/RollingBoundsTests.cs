using k8s.Models;
using KubeDirect.KubeAdapter.Controller;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Controller;

public sealed class RollingBoundsTests
{
    [Theory]
    [InlineData("RollingUpdate", 10, "25%", "25%", 3, 2)]
    [InlineData("RollingUpdate", 10, null, null, 3, 2)]
    [InlineData("RollingUpdate", 4, "1", "0", 1, 0)]
    [InlineData("RollingUpdate", 1, "0", "25%", 0, 1)]
    [InlineData("RollingUpdate", 2, "0", "10", 0, 2)]
    [InlineData("Recreate", 10, "25%", "25%", 0, 0)]
    public void Bounds_of_a_rolling_update_round_as_kubernetes_does(
        string strategy,
        int replicas,
        string? surge,
        string? unavailable,
        int expectedSurge,
        int expectedUnavailable)
    {
        var deployment = Samples.Deployment();
        deployment.Spec.Replicas = replicas;
        deployment.Spec.Strategy = new V1DeploymentStrategy
        {
            Type = strategy,
            RollingUpdate = new V1RollingUpdateDeployment { MaxSurge = surge, MaxUnavailable = unavailable },
        };
        Assert.Equal((expectedSurge, expectedUnavailable), (RollingBounds.MaxSurge(deployment), RollingBounds.MaxUnavailable(deployment)));
    }
}
