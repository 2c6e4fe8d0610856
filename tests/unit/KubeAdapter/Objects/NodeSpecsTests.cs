using k8s.Models;
using KubeDirect.KubeAdapter.Kubelet;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Objects;

public sealed class NodeSpecsTests
{
    [Fact]
    public void A_nodes_offer_leaves_out_the_chains_own_taint()
    {
        var options = new NodeAgentOptions { Name = "n1", Capacity = new Resources(2500, 1 << 30, 20), LinkAddress = "h:1" };
        var node = NodeObjects.New(options, NodeReadiness.Yes, DateTime.UnixEpoch);
        node.Spec.Taints.Add(new V1Taint { Key = "gpu", Effect = "NoSchedule" });
        node.Spec.Unschedulable = true;

        var spec = NodeSpecs.Of(node);

        Assert.Equal(options.Capacity, spec.Allocatable);
        Assert.Equal(new Taint("gpu", "", "NoSchedule"), Assert.Single(spec.Taints));
        Assert.True(spec is { Ready: true, Unschedulable: true });
        Assert.Equal("n1", spec.Labels["kubernetes.io/hostname"]);
        Assert.Equal("h:1", NodeSpecs.LinkAddress(node));
        Assert.False(NodeSpecs.Of(new V1Node()).Ready);
    }
}
