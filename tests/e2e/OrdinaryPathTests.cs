using System.Net.Http.Headers;
using System.Text.Json;
using Xunit;

namespace KubeDirect.Tests.E2e;

/// <summary>What Kubernetes's own controllers do beside the chain, which does not run here.</summary>
[Collection(ClusterFixture.Name)]
public sealed class OrdinaryPathTests(ClusterFixture cluster)
{
    [Fact]
    public async Task An_unmarked_Deployment_rolls_out_scales_and_ends_on_the_ordinary_path()
    {
        await using TestNamespace space = await cluster.CreateNamespaceAsync("ordinary");
        await space.CreateDeploymentAsync("plain", replicas: 2, marked: false);
        await space.KubectlAsync("rollout", "status", "deployment/plain", "--timeout=120s");

        IReadOnlyList<JsonElement> pods = await space.PodsAsync();
        Assert.Equal(2, pods.Count);
        Assert.All(pods, pod =>
        {
            Assert.Equal("hollow-0", pod.GetProperty("spec").GetProperty("nodeName").GetString());
            Assert.Equal("Running", pod.GetProperty("status").GetProperty("phase").GetString());
        });

        await space.KubectlAsync("scale", "deployment/plain", "--replicas=4");
        await space.KubectlAsync("rollout", "status", "deployment/plain", "--timeout=120s");
        Assert.Equal(4, (await space.PodsAsync()).Count);

        await space.KubectlAsync("delete", "deployment", "plain");
        await cluster.Plane.WaitForAsync("the Pods of a deleted Deployment are gone", async _ => (await space.PodsAsync()).Count == 0);
    }

    [Fact]
    public async Task The_built_in_controllers_leave_a_marked_Deployment_alone()
    {
        await using TestNamespace space = await cluster.CreateNamespaceAsync("marked");
        await space.CreateDeploymentAsync("direct", replicas: 2, marked: true);

        // Both controllers have seen and handled what came after it, so they would have handled it too.
        await space.CreateDeploymentAsync("later", replicas: 1, marked: false);
        await space.KubectlAsync("rollout", "status", "deployment/later", "--timeout=120s");

        JsonElement replicaSet = Assert.Single(await space.ListAsync("/apis/apps/v1", "replicasets"));
        Assert.StartsWith("later-", replicaSet.GetProperty("metadata").GetProperty("name").GetString(), StringComparison.Ordinal);
        JsonElement pod = Assert.Single(await space.PodsAsync());
        Assert.Equal("later", pod.GetProperty("metadata").GetProperty("labels").GetProperty("app").GetString());
    }

    [Fact]
    public async Task The_built_in_controllers_leave_a_marked_ReplicaSet_alone()
    {
        await using TestNamespace space = await cluster.CreateNamespaceAsync("marked-rs");
        await space.CreateDeploymentAsync("moved", replicas: 1, marked: false);
        await space.KubectlAsync("rollout", "status", "deployment/moved", "--timeout=120s");

        // Marked while it lives, it appears to the controllers as deleted; its Pod must stay, and no other may come.
        await space.KubectlAsync("label", "replicaset,deployment", "--all", "kubedirect.dev/managed=true");
        await space.KubectlAsync("scale", "deployment/moved", "--replicas=3");
        await space.KubectlAsync("scale", "replicaset", "--selector=app=moved", "--replicas=3");
        await space.CreateDeploymentAsync("later", replicas: 1, marked: false);
        await space.KubectlAsync("rollout", "status", "deployment/later", "--timeout=120s");

        Assert.Equal(2, (await space.PodsAsync()).Count);

        await space.KubectlAsync("label", "replicaset,deployment", "--selector=app=moved", "kubedirect.dev/managed-");
        await cluster.Plane.WaitForAsync(
            "without the mark it takes the ordinary path again", async _ => (await space.PodsAsync()).Count == 4);
    }

    [Fact]
    public async Task The_scheduler_leaves_chain_nodes_alone()
    {
        await using TestNamespace space = await cluster.CreateNamespaceAsync("tainted");
        string node = $"chain-{space.Name}";
        await cluster.Plane.ApplyAsync($$"""
            apiVersion: v1
            kind: Node
            metadata: {name: {{node}}}
            spec: {taints: [{key: kubedirect.dev/node, effect: NoSchedule}]}
            """);
        await cluster.Plane.KubectlAsync("cordon", "hollow-0");
        try
        {
            await MakeReadyAsync(node);
            await space.CreateDeploymentAsync("nowhere", replicas: 1, marked: false);
            await cluster.Plane.WaitForAsync(
                "the scheduler says that no node fits",
                async _ => (
                    await space.KubectlAsync("get", "events", "-o", "jsonpath={.items[*].message}")).Contains(
                        "kubedirect.dev/node", StringComparison.Ordinal));
            Assert.False(Assert.Single(await space.PodsAsync()).GetProperty("spec").TryGetProperty("nodeName", out _));
        }
        finally
        {
            await cluster.Plane.KubectlAsync("uncordon", "hollow-0");
            await cluster.Plane.KubectlAsync("delete", "node", node);
        }
    }

    /// <summary>Reports a node as a kubelet would, so that nothing but the chain's taint keeps Pods off it.</summary>
    private async Task MakeReadyAsync(string node)
    {
        using HttpClient client = cluster.Plane.CreateClient();
        using var status = new StringContent(
            """
            {"status":{"capacity":{"cpu":"4","memory":"4Gi","pods":"110"},
             "conditions":[{"type":"Ready","status":"True","reason":"Test","message":"reported by the test"}]}}
            """,
            new MediaTypeHeaderValue("application/merge-patch+json"));
        using HttpResponseMessage response = await client.PatchAsync(new Uri($"/api/v1/nodes/{node}/status", UriKind.Relative), status);
        response.EnsureSuccessStatusCode();
        await cluster.Plane.WaitForAsync(
            $"{node} has no taint but the chain's",
            async token =>
            {
                JsonElement found = await cluster.Plane.GetAsync($"/api/v1/nodes/{node}", token);
                return found.GetProperty("spec").GetProperty("taints").GetArrayLength() == 1;
            });
    }
}
