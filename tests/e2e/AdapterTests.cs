using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using KubeDirect.KubeAdapter.Controller;
using KubeDirect.KubeAdapter.Kubelet;
using KubeDirect.KubeAdapter.Kubelet.Runtimes;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.KubeAdapter.Scheduler;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Informers;
using KubeDirect.Kubernetes.Publishing;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KubeDirect.Tests.E2e;

/// <summary>The pieces of the adapter, one by one, against the real API server and its built-in controllers.</summary>
[Collection(ClusterFixture.Name)]
public sealed class AdapterTests(ClusterFixture cluster)
{
    /// <summary>What differs between any two Pods, or is decided by somebody other than who creates them.</summary>
    private static readonly string[] OfOnePod =
        ["name", "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "managedFields",
            "selfLink"];

    [Fact]
    public async Task What_is_materialized_is_field_for_field_what_the_built_in_controllers_make()
    {
        await using TestNamespace space = await cluster.CreateNamespaceAsync("same");
        using var connection = KubeConnection.FromFile(cluster.Plane.AdminKubeconfig);
        await space.CreateDeploymentAsync("web", replicas: 1, marked: false);
        await cluster.Plane.WaitForAsync(
            "an ordinary Pod on its node", async _ => (await PodsAsync(connection, space)).Any(pod => pod.Spec.NodeName is not null));
        V1Pod theirs = (await PodsAsync(connection, space)).Single();
        V1Deployment deployment = await connection.Client.AppsV1.ReadNamespacedDeploymentAsync("web", space.Name);
        IList<V1ReplicaSet> replicaSets = (await connection.Client.AppsV1.ListNamespacedReplicaSetAsync(space.Name)).Items;

        V1ReplicaSet? current = ReplicaSetFactory.FindCurrent(deployment, replicaSets);
        Assert.Equal(theirs.Metadata.OwnerReferences.Single().Uid, current?.Metadata.Uid);

        V1ReplicaSet madeByUs = ReplicaSetFactory.Create(deployment, 1, []);
        AssertSame(
            Comparable(WithHash(current!, "H")), Comparable(WithHash(madeByUs, "H")), "creationTimestamp", "generation", "status",
            "apiVersion", "kind");

        V1Pod ours = PodMaterializer.Materialize(current!, $"{current!.Metadata.Name}-kubedirect", theirs.Spec.NodeName);
        Assert.IsType<PodCallResult.Created>(await new PodApi(connection.Api).CreateAsync(ours));
        V1Pod shown = await connection.Client.CoreV1.ReadNamespacedPodAsync(ours.Metadata.Name, space.Name);
        AssertSame(Comparable(theirs), Comparable(shown), "status", "apiVersion", "kind");
    }

    [Fact]
    public async Task A_pod_is_published_shown_ready_and_deleted_once_however_often_that_is_asked()
    {
        await using TestNamespace space = await cluster.CreateNamespaceAsync("publish");
        using var connection = KubeConnection.FromFile(cluster.Plane.AdminKubeconfig);
        var api = new PodApi(connection.Api);
        V1ReplicaSet rs = await MarkedReplicaSetAsync(connection, space);
        V1Pod pod = PodMaterializer.Materialize(rs, $"{rs.Metadata.Name}-x", "chain-node");

        string uid = Assert.IsType<PodCallResult.Created>(await api.CreateAsync(pod)).Uid;
        Assert.Equal(new PodCallResult.Exists(uid, false), await api.CreateAsync(pod));
        Assert.IsType<PodCallResult.Foreign>(await api.CreateAsync(PodMaterializer.Materialize(rs, $"{rs.Metadata.Name}-x", "other-node")));

        DateTimeOffset now = DateTimeOffset.UtcNow;
        V1ContainerStatus[] running = [.. pod.Spec.Containers.Select(container => Running(container, now))];
        V1PodStatus status = PodStatuses.Of(new PodRunStatus("10.0.0.7", running, []), "127.0.0.1", now, now);
        Assert.IsType<PodCallResult.Gone>(
            await api.PatchStatusAsync(space.Name, pod.Metadata.Name, "00000000-0000-0000-0000-000000000000", status));
        Assert.Equal(new PodCallResult.Patched(false), await api.PatchStatusAsync(space.Name, pod.Metadata.Name, uid, status));
        Assert.Matches(@"\s1/1\s+Running\s", await space.KubectlAsync("get", "pod", pod.Metadata.Name, "--no-headers"));
        V1Pod shown = await connection.Client.CoreV1.ReadNamespacedPodAsync(pod.Metadata.Name, space.Name);
        Assert.Equal(("10.0.0.7", "BestEffort"), (shown.Status.PodIP, shown.Status.QosClass));

        Assert.IsType<PodCallResult.Gone>(await api.DeleteAsync(space.Name, pod.Metadata.Name, "00000000-0000-0000-0000-000000000000"));
        Assert.IsType<PodCallResult.Deleted>(await api.DeleteAsync(space.Name, pod.Metadata.Name, uid));
        Assert.IsType<PodCallResult.Gone>(await api.DeleteAsync(space.Name, pod.Metadata.Name, uid));
        Assert.IsType<PodCallResult.Gone>(await api.PatchStatusAsync(space.Name, pod.Metadata.Name, uid, status));
        Assert.Empty(await space.PodsAsync());
    }

    private static V1ContainerStatus Running(V1Container container, DateTimeOffset since) => new()
    {
        Name = container.Name,
        Image = container.Image,
        ImageID = "",
        Ready = true,
        RestartCount = 0,
        State = new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = since.UtcDateTime } },
    };

    [Fact]
    public async Task A_mark_on_a_node_is_replaced_only_while_it_is_there()
    {
        using var connection = KubeConnection.FromFile(cluster.Plane.AdminKubeconfig);
        var marks = new NodeMarks(connection.Api);
        var name = $"marked-{Guid.NewGuid():N}";
        await connection.Client.CoreV1.CreateNodeAsync(new V1Node { Metadata = new V1ObjectMeta { Name = name } });
        try
        {
            Assert.Null(await marks.PutAsync(name, "a.1", CancellationToken.None));
            Assert.Equal((true, null), await marks.ReplaceAsync(name, "a.1", "b.1", CancellationToken.None));
            Assert.Equal((true, null), await marks.ReplaceAsync(name, "a.1", "b.1", CancellationToken.None)); // An answer was lost.
            Assert.Equal((false, null), await marks.ReplaceAsync(name, "a.1", "c.1", CancellationToken.None));
            Assert.Equal("b.1", NodeSpecs.CancelledMark(await connection.Client.CoreV1.ReadNodeAsync(name)));
            Assert.Null(await marks.TakeOffAsync(name, "b.1", CancellationToken.None));
            Assert.Equal((false, null), await marks.ReplaceAsync(name, "b.1", "c.1", CancellationToken.None));
            Assert.Null(NodeSpecs.CancelledMark(await connection.Client.CoreV1.ReadNodeAsync(name)));
        }
        finally
        {
            await connection.Client.CoreV1.DeleteNodeAsync(name);
        }
    }

    [Fact]
    public async Task What_the_api_server_will_not_have_is_rejected()
    {
        await using TestNamespace space = await cluster.CreateNamespaceAsync("reject");
        using var connection = KubeConnection.FromFile(cluster.Plane.AdminKubeconfig);
        var api = new PodApi(connection.Api);
        V1ReplicaSet rs = await MarkedReplicaSetAsync(connection, space);
        V1Pod invalid = PodMaterializer.Materialize(rs, "Not_A_Name", "chain-node");
        Assert.Contains("422", Assert.IsType<PodCallResult.Rejected>(await api.CreateAsync(invalid)).Sentence, StringComparison.Ordinal);

        await space.KubectlAsync("create", "quota", "none", "--hard=pods=0");
        await cluster.Plane.WaitForAsync(
            "the quota counts",
            async _ => (await space.RunAsync("get", "quota", "none", "-o", "jsonpath={.status.hard.pods}")).Output == "0");
        V1Pod pod = PodMaterializer.Materialize(rs, $"{rs.Metadata.Name}-x", "chain-node");
        var overQuota = Assert.IsType<PodCallResult.Rejected>(await api.CreateAsync(pod));
        Assert.Contains("exceeded quota", overQuota.Sentence, StringComparison.Ordinal);

        // A finalizer keeps the namespace in its termination for as long as the test looks.
        await space.KubectlAsync("create", "configmap", "anchor");
        await space.KubectlAsync("patch", "configmap", "anchor", "-p", """{"metadata":{"finalizers":["kubedirect.dev/test"]}}""");
        await space.KubectlAsync("delete", "namespace", space.Name, "--wait=false");
        PodCallResult terminating = await api.CreateAsync(pod);
        await space.KubectlAsync("patch", "configmap", "anchor", "-p", """{"metadata":{"finalizers":null}}""");
        Assert.True(Assert.IsType<PodCallResult.Rejected>(terminating).NamespaceTerminating, terminating.ToString());
    }

    [Fact]
    public async Task A_node_registers_is_ready_keeps_its_lease_and_comes_back_when_it_is_deleted()
    {
        using var connection = KubeConnection.FromFile(cluster.Plane.AdminKubeconfig);
        string name = $"adapter-{Guid.NewGuid().ToString("N")[..6]}";
        var registration = new NodeAgentRegistration(
            connection.Api,
            new NodeAgentOptions
            {
                Name = name,
                Capacity = new Resources(2000, 1L << 30, 50),
                LinkAddress = "127.0.0.1:9",
                RenewInterval = TimeSpan.FromSeconds(1),
            },
            NullLogger.Instance);
        using var stop = new CancellationTokenSource();
        Task run = registration.RunAsync(stop.Token);
        try
        {
            await registration.WaitForRegistrationAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
            await cluster.Plane.WaitForAsync(
                "the node is Ready and nothing but the chain's taint is on it",
                async _ => await ShownAsync() == "True kubedirect.dev/node ");
            V1Lease first = await connection.Client.CoordinationV1.ReadNamespacedLeaseAsync(name, "kube-node-lease");
            await cluster.Plane.WaitForAsync("the lease is renewed", async limit =>
                (await connection.Client.CoordinationV1.ReadNamespacedLeaseAsync(
                    name, "kube-node-lease", cancellationToken: limit)).Spec.RenewTime > first.Spec.RenewTime);
            string uid = (await connection.Client.CoreV1.ReadNodeAsync(name)).Metadata.Uid;

            await cluster.Plane.KubectlAsync("delete", "node", name);
            await cluster.Plane.WaitForAsync(
                "another node of the name is Ready", async _ => await ShownAsync() == "True kubedirect.dev/node ");
            Assert.NotEqual(uid, (await connection.Client.CoreV1.ReadNodeAsync(name)).Metadata.Uid);
        }
        finally
        {
            await stop.CancelAsync();
            await run;
            await cluster.Plane.RunKubectlAsync(["delete", "node", name]);
        }

        async Task<string> ShownAsync() => (await cluster.Plane.RunKubectlAsync(
            ["get", "node", name, "-o",
                "jsonpath={.status.conditions[?(@.type=='Ready')].status} {range .spec.taints[*]}{.key} {end}"])).Output;
    }

    [Fact]
    public async Task An_informer_pages_watches_and_survives_an_api_server_that_goes_away()
    {
        await using TestNamespace space = await cluster.CreateNamespaceAsync("inform");
        using var connection = KubeConnection.FromFile(cluster.Plane.AdminKubeconfig);
        for (int i = 0; i < 7; i++)
        {
            await CreateMapAsync(connection, space, $"m{i}");
        }

        var informer = new Informer<V1ConfigMap>(
            connection.Api,
            new InformerOptions<V1ConfigMap>
            {
                Namespace = space.Name,
                LabelSelector = "mine=yes",
                PageSize = 3,
                MaxBackoff = TimeSpan.FromSeconds(1),
            },
            NullLogger.Instance);
        var events = new System.Collections.Concurrent.ConcurrentQueue<string>();
        informer.AddHandler(change => events.Enqueue($"{change.Type} {change.Latest.Metadata.Name}"));
        using var stop = new CancellationTokenSource();
        Task run = informer.RunAsync(stop.Token);
        await informer.WaitForSyncAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(7, informer.Store.Count);

        await space.KubectlAsync("delete", "configmap", "m0");
        await cluster.Plane.WaitForAsync("the deletion is seen", _ => Task.FromResult(events.Contains("Deleted m0")));
        await cluster.Plane.StopApiServerAsync();
        await cluster.Plane.WaitForAsync("the outage is seen", _ => Task.FromResult(informer.LastFailure is not null));
        await cluster.Plane.StartApiServerAsync();
        await CreateMapAsync(connection, space, "late");
        await space.KubectlAsync("delete", "configmap", "m1");
        await cluster.Plane.WaitForAsync(
            "what happened since is seen", _ => Task.FromResult(events.Contains("Added late") && events.Contains("Deleted m1")));

        await stop.CancelAsync();
        await run;
        Assert.Equal(
            ["late", "m2", "m3", "m4", "m5", "m6"],
            informer.Store.Snapshot().Select(map => map.Metadata.Name).Order(StringComparer.Ordinal));
        Assert.Equal(10, events.Count);
    }

    private static async Task<IList<V1Pod>> PodsAsync(KubeConnection connection, TestNamespace space) =>
        (await connection.Client.CoreV1.ListNamespacedPodAsync(space.Name)).Items;

    private static Task<V1ConfigMap> CreateMapAsync(KubeConnection connection, TestNamespace space, string name) =>
        connection.Client.CoreV1.CreateNamespacedConfigMapAsync(
        new V1ConfigMap
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["mine"] = "yes" },
            },
        },
        space.Name);

    private static async Task<V1ReplicaSet> MarkedReplicaSetAsync(KubeConnection connection, TestNamespace space)
    {
        await space.CreateDeploymentAsync("web", replicas: 1, marked: true);
        V1Deployment deployment = await connection.Client.AppsV1.ReadNamespacedDeploymentAsync("web", space.Name);
        return await connection.Client.AppsV1.CreateNamespacedReplicaSetAsync(ReplicaSetFactory.Create(deployment, 1, []), space.Name);
    }

    private static V1ReplicaSet WithHash(V1ReplicaSet rs, string hash)
    {
        string json = KubernetesJson.Serialize(rs);
        return KubernetesJson.Deserialize<V1ReplicaSet>(
            json.Replace(rs.Metadata.Labels[Names.PodTemplateHashLabel], hash, StringComparison.Ordinal));
    }

    private static JsonObject Comparable(object value)
    {
        JsonObject json = JsonNode.Parse(KubernetesJson.Serialize(value))!.AsObject();
        JsonObject metadata = json["metadata"]!.AsObject();
        foreach (string field in OfOnePod)
        {
            metadata.Remove(field);
        }

        return json;
    }

    private static void AssertSame(JsonObject expected, JsonObject actual, params string[] except)
    {
        foreach (string field in except)
        {
            foreach (JsonObject part in new[] { expected, actual, expected["metadata"]!.AsObject(), actual["metadata"]!.AsObject() })
            {
                part.Remove(field);
            }
        }

        Assert.True(JsonNode.DeepEquals(expected, actual), $"Theirs:\n{expected}\nOurs:\n{actual}");
    }
}
