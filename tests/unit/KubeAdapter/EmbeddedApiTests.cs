using k8s;
using k8s.Models;
using KubeDirect.EmbeddedApi;
using KubeDirect.KubeAdapter.Controller;
using KubeDirect.KubeAdapter.Kubelet;
using KubeDirect.KubeAdapter.Kubelet.Runtimes;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Informers;
using KubeDirect.Kubernetes.Publishing;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter;

/// <summary>The adapter's pieces run unchanged on the embedded API server.</summary>
public sealed class EmbeddedApiTests
{
    [Fact]
    public async Task A_pod_is_published_shown_ready_and_deleted_and_an_informer_sees_it_all()
    {
        await using var server = await EmbeddedApiServer.StartAsync();
        using var connection = KubeConnection.ToServer(server.Uri);
        Assert.Null(await connection.ProbeAsync(CancellationToken.None));
        var informer = new Informer<V1Pod>(
            connection.Api,
            new InformerOptions<V1Pod> { FieldSelector = "spec.nodeName=n1" },
            NullLogger.Instance);
        var seen = new System.Collections.Concurrent.ConcurrentQueue<InformerEvent<V1Pod>>();
        informer.AddHandler(seen.Enqueue);
        using var stop = new CancellationTokenSource();
        var run = informer.RunAsync(stop.Token);
        var api = new PodApi(connection.Api);
        var wanted = Samples.Deployment();
        wanted.Metadata.NamespaceProperty = "default";
        wanted.Metadata.Uid = null;
        wanted.ApiVersion = "apps/v1";
        wanted.Kind = "Deployment";
        var deployment = await connection.Client.AppsV1.CreateNamespacedDeploymentAsync(wanted, "default");
        var rs = await connection.Client.AppsV1.CreateNamespacedReplicaSetAsync(ReplicaSetFactory.Create(deployment, 1, []), "default");
        Assert.NotNull(ReplicaSetFactory.FindCurrent(deployment, [rs]));
        var pod = PodMaterializer.Materialize(rs, rs.Metadata.Name + "-x", "n1");

        var uid = Assert.IsType<PodCallResult.Created>(await api.CreateAsync(pod)).Uid;
        Assert.Equal(new PodCallResult.Exists(uid, false), await api.CreateAsync(pod));
        var status = PodStatuses.Of(new PodRunStatus("10.0.0.1", [], []), "127.0.0.1", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        Assert.Equal(new PodCallResult.Patched(false), await api.PatchStatusAsync("default", pod.Metadata.Name, uid, status));
        Assert.IsType<PodCallResult.Gone>(await api.PatchStatusAsync("default", pod.Metadata.Name, "other", status));
        Assert.IsType<PodCallResult.Gone>(await api.DeleteAsync("default", pod.Metadata.Name, "other"));
        Assert.IsType<PodCallResult.Deleted>(await api.DeleteAsync("default", pod.Metadata.Name, uid));
        Assert.IsType<PodCallResult.Gone>(await api.DeleteAsync("default", pod.Metadata.Name, uid));

        await informer.WaitForSyncAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        await Eventually.TrueAsync(() => informer.Store.Count == 0, "an empty store");
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task A_node_registers_and_is_ready()
    {
        await using var server = await EmbeddedApiServer.StartAsync();
        using var connection = KubeConnection.ToServer(server.Uri);
        var registration = new NodeAgentRegistration(
            connection.Api,
            new NodeAgentOptions { Name = "n1", Capacity = new Resources(1000, 1 << 30, 10), LinkAddress = "h:1" },
            NullLogger.Instance);
        using var stop = new CancellationTokenSource();
        var run = registration.RunAsync(stop.Token);
        await registration.WaitForRegistrationAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));

        var node = await connection.Client.CoreV1.ReadNodeAsync("n1");
        Assert.True(NodeSpecs.Of(node).Ready);
        Assert.Equal(new Resources(1000, 1 << 30, 10), NodeSpecs.Of(node).Allocatable);
        Assert.Equal("h:1", NodeSpecs.LinkAddress(node));
        Assert.Equal("n1", (await connection.Client.CoordinationV1.ReadNamespacedLeaseAsync("n1", "kube-node-lease")).Spec.HolderIdentity);
        await stop.CancelAsync();
        await run;
    }
}
