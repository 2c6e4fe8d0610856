using k8s;
using k8s.Models;
using KubeDirect.KubeAdapter.Controller;
using KubeDirect.KubeAdapter.Objects;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Controller;

public sealed class ReplicaSetFactoryTests
{
    [Fact]
    public void A_replica_set_is_what_the_deployment_controller_would_make_plus_the_mark()
    {
        var deployment = Samples.Deployment();
        var hash = PodTemplateHash.Compute(deployment.Spec.Template);
        var rs = ReplicaSetFactory.Create(deployment, 7, [Owned("older", deployment, "4")]);

        Assert.Equal($"web-{hash}", rs.Metadata.Name);
        Assert.Equal("shop", rs.Metadata.NamespaceProperty);
        Assert.Equal(
            Labels(("app", "web"), (Names.ManagedLabel, "true"), (Names.PodTemplateHashLabel, hash)),
            rs.Metadata.Labels.OrderBy(label => label.Key, StringComparer.Ordinal));
        Assert.Equal(
            Labels(("app", "web"), (Names.PodTemplateHashLabel, hash)),
            rs.Spec.Selector.MatchLabels.OrderBy(label => label.Key, StringComparer.Ordinal));
        Assert.Equal(rs.Spec.Selector.MatchLabels, rs.Spec.Template.Metadata.Labels);
        Assert.Equal(
            Labels(
                ("deployment.kubernetes.io/desired-replicas", "7"),
                ("deployment.kubernetes.io/max-replicas", "9"),
                ("deployment.kubernetes.io/revision", "5"),
                ("note", "kept")),
            rs.Metadata.Annotations.OrderBy(annotation => annotation.Key, StringComparer.Ordinal));
        var owner = Assert.Single(rs.Metadata.OwnerReferences);
        Assert.Equal(
            ("apps/v1", "Deployment", "web", "d-uid", true, true),
            (owner.ApiVersion, owner.Kind, owner.Name, owner.Uid, owner.Controller, owner.BlockOwnerDeletion));
        Assert.Equal((7, 3), (rs.Spec.Replicas, rs.Spec.MinReadySeconds));

        // The Deployment, shared with an informer's store, is left as it was.
        Assert.DoesNotContain(Names.PodTemplateHashLabel, deployment.Spec.Template.Metadata.Labels.Keys);
        Assert.DoesNotContain(Names.PodTemplateHashLabel, deployment.Spec.Selector.MatchLabels.Keys);
    }

    [Fact]
    public void The_current_replica_set_is_found_by_its_template_the_oldest_first_and_never_that_of_another()
    {
        var deployment = Samples.Deployment();
        var current = ReplicaSetFactory.Create(deployment, 1, []);
        current.Metadata.CreationTimestamp = new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc);
        var twin = Copy(current);
        twin.Metadata.Name = "web-twin";
        twin.Metadata.CreationTimestamp = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var stranger = Copy(twin);
        stranger.Metadata.OwnerReferences[0].Uid = "other";
        var dying = Copy(twin);
        dying.Metadata.DeletionTimestamp = DateTime.UnixEpoch;
        var changed = Copy(current);
        changed.Spec.Template.Spec.Containers[0].Image = "app:0";

        Assert.Same(current, ReplicaSetFactory.FindCurrent(deployment, [stranger, dying, changed, current]));
        Assert.Same(twin, ReplicaSetFactory.FindCurrent(deployment, [current, twin]));
        Assert.Null(ReplicaSetFactory.FindCurrent(deployment, [stranger, dying, changed]));
    }

    private static KeyValuePair<string, string>[] Labels(params (string Key, string Value)[] pairs) =>
        [.. pairs.Select(pair => KeyValuePair.Create(pair.Key, pair.Value))];

    private static V1ReplicaSet Owned(string name, V1Deployment owner, string revision) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            OwnerReferences = [new V1OwnerReference { Uid = owner.Metadata.Uid, Controller = true }],
            Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { ["deployment.kubernetes.io/revision"] = revision },
        },
    };

    private static V1ReplicaSet Copy(V1ReplicaSet rs) => KubernetesJson.Deserialize<V1ReplicaSet>(KubernetesJson.Serialize(rs));
}
