using k8s;
using KubeDirect.KubeAdapter.Controller;
using KubeDirect.KubeAdapter.Kubelet;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet;

public sealed class PodMaterializerTests
{
    [Fact]
    public void A_pod_is_what_the_replica_set_controller_would_make_plus_its_name_and_node()
    {
        var rs = ReplicaSetFactory.Create(Samples.Deployment(), 1, []);
        rs.Metadata.Uid = "rs-uid";
        rs.Spec.Template.Metadata.Finalizers = ["keep/it"];
        var before = KubernetesJson.Serialize(rs);

        var pod = PodMaterializer.Materialize(rs, $"{rs.Metadata.Name}-abcde", "n7");

        Assert.Equal(
            ($"{rs.Metadata.Name}-abcde", $"{rs.Metadata.Name}-", "shop"),
            (pod.Metadata.Name, pod.Metadata.GenerateName, pod.Metadata.NamespaceProperty));
        Assert.Equal(rs.Spec.Template.Metadata.Labels, pod.Metadata.Labels);
        Assert.Equal(["keep/it"], pod.Metadata.Finalizers);
        var owner = Assert.Single(pod.Metadata.OwnerReferences);
        Assert.Equal(
            ("apps/v1", "ReplicaSet", rs.Metadata.Name, "rs-uid", true, true),
            (owner.ApiVersion, owner.Kind, owner.Name, owner.Uid, owner.Controller, owner.BlockOwnerDeletion));
        Assert.Equal("n7", pod.Spec.NodeName);
        Assert.Equal(KubernetesJson.Serialize(rs.Spec.Template.Spec with { NodeName = "n7" }), KubernetesJson.Serialize(pod.Spec));
        Assert.Equal(before, KubernetesJson.Serialize(rs));
    }
}
