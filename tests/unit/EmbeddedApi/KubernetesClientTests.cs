using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Xunit;

namespace KubeDirect.Tests.Unit.EmbeddedApi;

/// <summary>The client library that the adapter uses, unchanged, against the embedded server.</summary>
#pragma warning disable CA1001 // The test framework disposes through IAsyncLifetime.
public sealed class KubernetesClientTests : ApiTest
#pragma warning restore CA1001
{
    private k8s.Kubernetes client = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var path = Path.GetTempFileName();
        try
        {
            Server.WriteKubeconfig(path);
            client = new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    public override async Task DisposeAsync()
    {
        client.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Objects_make_the_round_trip()
    {
        var created = await client.CoreV1.CreateNamespacedPodAsync(NewPod("p"), "default");
        Assert.NotNull(created.Uid());
        var status = new V1Patch(
            $$$"""
            {"metadata":{"uid":"{{{created.Uid()}}}"},
             "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]} }
            """,
            V1Patch.PatchType.StrategicMergePatch);
        var patched = await client.CoreV1.PatchNamespacedPodStatusAsync(status, "p", "default");
        Assert.Equal("Running", patched.Status.Phase);
        patched.Metadata.EnsureLabels()["x"] = "y";
        var replaced = await client.CoreV1.ReplaceNamespacedPodAsync(patched, "p", "default");
        Assert.Equal("y", replaced.Labels()["x"]);
        var listed = await client.CoreV1.ListNamespacedPodAsync(
            "default", labelSelector: "x=y", fieldSelector: "spec.nodeName=n1,status.phase=Running");
        Assert.Equal(replaced.ResourceVersion(), Assert.Single(listed.Items).ResourceVersion());
    }

    [Fact]
    public async Task Refusals_arrive_as_the_client_s_exception_with_a_status()
    {
        await client.CoreV1.CreateNamespacedPodAsync(NewPod("p"), "default");
        var refused =
            await Assert.ThrowsAsync<HttpOperationException>(() => client.CoreV1.CreateNamespacedPodAsync(NewPod("p"), "default"));
        Assert.Equal(HttpStatusCode.Conflict, refused.Response.StatusCode);
        Assert.Equal("AlreadyExists", KubernetesJson.Deserialize<V1Status>(refused.Response.Content).Reason);
    }

    [Fact]
    public async Task Deletions_with_preconditions_work_and_every_kind_of_answer_is_understood()
    {
        var pod = await client.CoreV1.CreateNamespacedPodAsync(NewPod("p"), "default");
        var wrong = new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = "another" } };
        var refused = await Assert.ThrowsAsync<HttpOperationException>(() => client.CoreV1.DeleteNamespacedPodAsync("p", "default", wrong));
        Assert.Equal(HttpStatusCode.Conflict, refused.Response.StatusCode);
        var marked = await client.CoreV1.DeleteNamespacedPodAsync("p", "default");
        Assert.NotNull(marked.DeletionTimestamp());
        await client.CoreV1.DeleteNamespacedPodAsync(
            "p", "default", new V1DeleteOptions { GracePeriodSeconds = 0, Preconditions = new V1Preconditions { Uid = pod.Uid() } });
        await client.CoreV1.CreateNodeAsync(new V1Node { Metadata = new V1ObjectMeta { Name = "n1" } });
        Assert.Equal("Success", (await client.CoreV1.DeleteNodeAsync("n1")).Status);
        await client.CoreV1.DeleteCollectionNamespacedPodAsync("default");
    }

    [Fact]
    public async Task Leases_and_scales_can_be_read_and_replaced()
    {
        var lease = await client.CoordinationV1.CreateNamespacedLeaseAsync(
            new V1Lease
            {
                Metadata = new V1ObjectMeta { Name = "l" },
                Spec = new V1LeaseSpec { HolderIdentity = "a", LeaseDurationSeconds = 15, RenewTime = DateTime.UtcNow },
            }, "kube-system");
        lease.Spec.HolderIdentity = "b";
        var renewed = await client.CoordinationV1.ReplaceNamespacedLeaseAsync(lease, "l", "kube-system");
        Assert.Equal("b", renewed.Spec.HolderIdentity);
        await Assert.ThrowsAsync<HttpOperationException>(
            () => client.CoordinationV1.ReplaceNamespacedLeaseAsync(lease, "l", "kube-system"));

        await PostAsync(Deployments, Workload("Deployment", "d"));
        var scale = await client.AppsV1.ReadNamespacedDeploymentScaleAsync("d", "default");
        scale.Spec.Replicas = 4;
        await client.AppsV1.ReplaceNamespacedDeploymentScaleAsync(scale, "d", "default");
        Assert.Equal(4, (await client.AppsV1.ReadNamespacedDeploymentAsync("d", "default")).Spec.Replicas);
    }

    [Fact]
    public async Task A_watch_delivers_typed_events_and_the_410()
    {
        var list = await client.CoreV1.ListNamespacedPodAsync("default");
        await client.CoreV1.CreateNamespacedPodAsync(NewPod("p"), "default");
        using var timeout = new CancellationTokenSource(Eventually.Patience);
        await foreach (var (type, pod) in client.CoreV1.WatchListNamespacedPodAsync(
            "default", resourceVersion: list.ResourceVersion(), cancellationToken: timeout.Token))
        {
            Assert.Equal((WatchEventType.Added, "p"), (type, pod.Name()));
            break;
        }

        await client.CoreV1.DeleteNamespacedPodAsync("p", "default");
        Server.Compact();
        Exception? error = null;
        await foreach (var _ in client.CoreV1.WatchListNamespacedPodAsync(
            "default", resourceVersion: list.ResourceVersion(), onError: problem => error = problem, cancellationToken: timeout.Token))
        {
        }

        Assert.Equal(410, Assert.IsType<KubernetesException>(error).Status.Code);
    }

    private static V1Pod NewPod(string name) => new()
    {
        Metadata = new V1ObjectMeta { Name = name },
        Spec = new V1PodSpec
        {
            NodeName = "n1",
            Containers = [
                new V1Container
                {
                    Name = "c",
                    Image = "i:1",
                    Resources = new V1ResourceRequirements
                    {
                        Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("100m") },
                    },
                }],
        },
    };
}
