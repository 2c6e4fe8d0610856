using k8s;
using k8s.Models;
using KubeDirect.KubeAdapter.Controller;
using KubeDirect.KubeAdapter.Kubelet;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Objects;

public sealed class ObjectsTests
{
    [Fact]
    public void A_hash_is_made_of_letters_that_are_safe_in_names_and_is_the_same_everywhere()
    {
        var hash = PodTemplateHash.Compute(Deployment().Spec.Template);
        Assert.InRange(hash.Length, 1, 10);
        Assert.All(hash, letter => Assert.Contains(letter, PodTemplateHash.SafeAlphabet));
        Assert.Equal(hash, PodTemplateHash.Compute(Deployment().Spec.Template));

        // Pinned: a new version of the program must not take a running Deployment for changed.
        Assert.Equal("75744cdcf4", hash);
    }

    [Fact]
    public void A_hash_differs_by_template_and_by_collision_count_but_not_by_its_own_label_or_by_what_is_empty()
    {
        var template = Deployment().Spec.Template;
        var hash = PodTemplateHash.Compute(template);
        var other = Deployment().Spec.Template;
        other.Spec.Containers[0].Image = "app:2";
        Assert.NotEqual(hash, PodTemplateHash.Compute(other));
        Assert.NotEqual(hash, PodTemplateHash.Compute(template, 1));
        Assert.NotEqual(PodTemplateHash.Compute(template, 1), PodTemplateHash.Compute(template, 2));

        var same = Deployment().Spec.Template;
        same.Metadata.Labels[Names.PodTemplateHashLabel] = "whatever";
        same.Spec.Volumes = [];
        Assert.Equal(hash, PodTemplateHash.Compute(same));
        Assert.Equal(TemplateJson.OfTemplate(template), TemplateJson.OfTemplate(same));
        Assert.NotEqual(TemplateJson.OfTemplate(template), TemplateJson.OfTemplate(other));
    }

    [Fact]
    public void A_replica_set_is_what_the_deployment_controller_would_make_plus_the_mark()
    {
        var deployment = Deployment();
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
        var deployment = Deployment();
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
        var deployment = Deployment();
        deployment.Spec.Replicas = replicas;
        deployment.Spec.Strategy = new V1DeploymentStrategy
        {
            Type = strategy,
            RollingUpdate = new V1RollingUpdateDeployment { MaxSurge = surge, MaxUnavailable = unavailable },
        };
        Assert.Equal((expectedSurge, expectedUnavailable), (RollingBounds.MaxSurge(deployment), RollingBounds.MaxUnavailable(deployment)));
    }

    [Fact]
    public void A_pod_is_what_the_replica_set_controller_would_make_plus_its_name_and_node()
    {
        var rs = ReplicaSetFactory.Create(Deployment(), 1, []);
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

    [Theory]
    [InlineData("1", 1000, 1)]
    [InlineData("1500m", 1500, 2)]
    [InlineData("0.1m", 1, 1)]
    [InlineData("1Gi", 1073741824000, 1073741824)]
    [InlineData("2e3", 2000000, 2000)]
    [InlineData("-5", 0, 0)]
    [InlineData("8E", 1152921504606846976, 1152921504606846976)]
    [InlineData("1e40", 1152921504606846976, 1152921504606846976)]
    public void Quantities_are_rounded_up_and_cut_at_what_can_be_added(string text, long milli, long whole) =>
        Assert.Equal(
            (milli, whole),
            (KubeDirect.KubeAdapter.Objects.Quantities.Milli(new ResourceQuantity(text)),
                KubeDirect.KubeAdapter.Objects.Quantities.Whole(new ResourceQuantity(text))));

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

    internal static V1Deployment Deployment() => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = "web",
            NamespaceProperty = "shop",
            Uid = "d-uid",
            Generation = 3,
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [Names.ManagedLabel] = "true" },
            Annotations = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["note"] = "kept",
                ["deployment.kubernetes.io/revision"] = "4",
                ["kubectl.kubernetes.io/last-applied-configuration"] = "{}",
            },
        },
        Spec = new V1DeploymentSpec
        {
            Replicas = 7,
            MinReadySeconds = 3,
            ProgressDeadlineSeconds = 600,
            Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string>(StringComparer.Ordinal) { ["app"] = "web" } },
            Template = new V1PodTemplateSpec
            {
                Metadata = new V1ObjectMeta { Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["app"] = "web" } },
                Spec = new V1PodSpec { Containers = [new V1Container { Name = "app", Image = "app:1" }] },
            },
        },
    };

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

    private static V1Container Container(string cpu, string memory, bool sidecar = false) => new()
    {
        Name = "c",
        RestartPolicy = sidecar ? "Always" : null,
        Resources = new V1ResourceRequirements { Requests = Quantities(cpu, memory) },
    };

    private static Dictionary<string, ResourceQuantity> Quantities(string cpu, string memory) =>
        new(StringComparer.Ordinal) { ["cpu"] = new ResourceQuantity(cpu), ["memory"] = new ResourceQuantity(memory) };
}
