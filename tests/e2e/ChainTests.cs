using System.Text.Json;
using KubeDirect.Tests.ControlPlane;
using Xunit;

namespace KubeDirect.Tests.E2e;

/// <summary>The chain on a real control plane, as processes of its own.</summary>
[Collection(ClusterFixture.Name)]
public sealed class ChainTests(ClusterFixture cluster)
{
    [Fact]
    public async Task A_marked_deployment_is_scaled_up_and_down_by_kubectl_and_everybody_sees_ordinary_pods()
    {
        await using ChainProcesses chain = await ChainProcesses.StartAsync(cluster.Plane, "chain-scale");
        await using TestNamespace space = await cluster.CreateNamespaceAsync("chain");
        await space.CreateDeploymentAsync("web", replicas: 0, marked: true);
        await space.KubectlAsync("expose", "deployment/web", "--port=80");
        await space.KubectlAsync("scale", "deployment/web", "--replicas=30");
        await space.KubectlAsync("rollout", "status", "deployment/web", "--timeout=120s");
        await WaitForReadyAsync(space, 30);

        JsonElement owner = Assert.Single(await space.ListAsync("/apis/apps/v1", "replicasets"));
        IReadOnlyList<JsonElement> pods = await space.PodsAsync();
        Assert.All(pods, pod =>
        {
            JsonElement reference = Assert.Single(pod.GetProperty("metadata").GetProperty("ownerReferences").EnumerateArray());
            Assert.Equal(owner.GetProperty("metadata").GetProperty("uid").GetString(), reference.GetProperty("uid").GetString());
            Assert.Equal("Running", pod.GetProperty("status").GetProperty("phase").GetString());
            Assert.Contains(pod.GetProperty("spec").GetProperty("nodeName").GetString(), ChainProcesses.Nodes);
        });
        await cluster.Plane.WaitForAsync("the Service's Endpoints are the Pods", async _ => await EndpointsAsync(space) == 30);

        await space.KubectlAsync("scale", "deployment/web", "--replicas=4");
        await cluster.Plane.WaitForAsync("four Pods are left", async _ => (await space.PodsAsync()).Count == 4);
        await WaitForReadyAsync(space, 4);
        await cluster.Plane.WaitForAsync("the Deployment says four", async _ =>
            await space.KubectlAsync("get", "deployment", "web", "-o", "jsonpath={.status.replicas} {.status.readyReplicas}") == "4 4");
        await space.KubectlAsync("scale", "deployment/web", "--replicas=0");
        await cluster.Plane.WaitForAsync("no Pod is left", async _ => (await space.PodsAsync()).Count == 0);
        AssertStartedOnce(chain);
    }

    [Fact]
    public async Task A_pod_that_somebody_deletes_is_replaced_by_one_of_another_name()
    {
        await using ChainProcesses chain = await ChainProcesses.StartAsync(cluster.Plane, "chain-delete");
        await using TestNamespace space = await cluster.CreateNamespaceAsync("delete");
        await space.CreateDeploymentAsync("web", replicas: 3, marked: true);
        await WaitForReadyAsync(space, 3);
        string victim = (await space.PodsAsync())[0].GetProperty("metadata").GetProperty("name").GetString()!;
        await space.KubectlAsync("delete", "pod", victim);
        await WaitForReadyAsync(space, 3);
        Assert.DoesNotContain(victim, (await space.PodsAsync()).Select(pod => pod.GetProperty("metadata").GetProperty("name").GetString()));
        AssertStartedOnce(chain);
    }

    [Fact]
    public async Task Each_process_may_crash_during_a_scale_up_and_no_pod_is_started_twice()
    {
        await using ChainProcesses chain = await ChainProcesses.StartAsync(cluster.Plane, "chain-crash", startDelay: 200);
        await using TestNamespace space = await cluster.CreateNamespaceAsync("crash");
        await space.CreateDeploymentAsync("web", replicas: 0, marked: true);
        int wanted = 0;
        foreach (Component process in chain.All)
        {
            wanted += 15;
            int before = chain.Starts().Count;
            await space.KubectlAsync("scale", "deployment/web", $"--replicas={wanted}");
            await cluster.Plane.WaitForAsync(
                $"the scale-up to {wanted} is under way when {process.Name} crashes", _ => Task.FromResult(chain.Starts().Count > before));
            await process.KillAsync();
            process.Start();
            await WaitForReadyAsync(space, wanted);
        }

        AssertStartedOnce(chain);
    }

    [Theory]
    [InlineData("controller")]
    [InlineData("scheduler")]
    public async Task A_second_process_waits_and_serves_once_the_first_is_killed(string role)
    {
        await using ChainProcesses chain = await ChainProcesses.StartAsync(cluster.Plane, $"chain-standby-{role}");
        await using TestNamespace space = await cluster.CreateNamespaceAsync("standby");
        await space.CreateDeploymentAsync("web", replicas: 3, marked: true);
        await WaitForReadyAsync(space, 3);
        Component standby = await chain.StartStandbyAsync(role);
        Assert.DoesNotContain("serving", File.ReadAllText(standby.LogFile), StringComparison.Ordinal);

        await chain.Leader(role).KillAsync();
        await space.KubectlAsync("scale", "deployment/web", "--replicas=6");
        await WaitForReadyAsync(space, 6);
        Assert.Contains("serving", File.ReadAllText(standby.LogFile), StringComparison.Ordinal);
        AssertStartedOnce(chain);
    }

    [Fact]
    public async Task A_node_that_stays_away_is_replaced_and_drains_when_it_returns()
    {
        await using ChainProcesses chain = await ChainProcesses.StartAsync(cluster.Plane, "chain-away", cancelAfter: 3);
        await using TestNamespace space = await cluster.CreateNamespaceAsync("away");
        await space.CreateDeploymentAsync("web", replicas: 9, marked: true);
        await WaitForReadyAsync(space, 9);
        string lost = ChainProcesses.Nodes[1];
        IReadOnlyList<string> before = await OnAsync(space, lost);
        Assert.NotEmpty(before);

        // Stopped and not killed: it keeps its Pods, as a node does that only the network hides.
        Component agent = chain.All.Single(process => process.Name.EndsWith(lost, StringComparison.Ordinal));
        await agent.PauseAsync();
        try
        {
            await cluster.Plane.WaitForAsync("the node is cancelled", async _ => await MarkAsync(lost) != "");
            await cluster.Plane.WaitForAsync(
                "the other nodes run nine Pods", async _ => (await space.PodsAsync()).Count(pod => IsReady(pod) && !IsOn(pod, lost)) == 9);
            Assert.Equal(before, await OnAsync(space, lost)); // Nobody has reached it, so it runs them still.
        }
        finally
        {
            await agent.ResumeAsync();
        }

        await cluster.Plane.WaitForAsync("it drains and is used again", async _ => await MarkAsync(lost) == "");
        await WaitForReadyAsync(space, 9);
        Assert.Empty((await OnAsync(space, lost)).Intersect(before, StringComparer.Ordinal));
        await space.KubectlAsync("scale", "deployment/web", "--replicas=18");
        await WaitForReadyAsync(space, 18);
        Assert.NotEmpty(await OnAsync(space, lost));
        AssertStartedOnce(chain);
    }

    [Fact]
    public async Task Pods_of_a_higher_priority_class_take_the_places_of_others()
    {
        await using ChainProcesses chain = await ChainProcesses.StartAsync(cluster.Plane, "chain-preempt", places: 2);
        await using TestNamespace space = await cluster.CreateNamespaceAsync("preempt");
        string important = $"{space.Name}-important";
        await space.KubectlAsync("create", "priorityclass", important, "--value=1000");
        try
        {
            await space.CreateDeploymentAsync("low", replicas: 6, marked: true);
            await WaitForReadyAsync(space, 6);
            await space.CreateDeploymentAsync("high", replicas: 0, marked: true);
            await space.KubectlAsync(
                "patch", "deployment", "high", "-p",
                $$$$$"""{"spec":{"replicas":4,"template":{"spec":{"priorityClassName":"{{{{{important}}}}}"}}}}""");
            await cluster.Plane.WaitForAsync("four important Pods run, and two others", async _ =>
                await space.PodsAsync() is { Count: 6 } pods && pods.All(IsReady)
                && pods.Count(pod => pod.GetProperty("spec").GetProperty("priority").GetInt32() == 1000) == 4);

            // Whoever had to go runs again where there is room again, under another name.
            await space.KubectlAsync("scale", "deployment/high", "--replicas=1");
            await cluster.Plane.WaitForAsync("one important Pod runs, and five others", async _ =>
                await space.PodsAsync() is { Count: 6 } pods && pods.All(IsReady)
                && pods.Count(pod => pod.GetProperty("spec").GetProperty("priority").GetInt32() == 1000) == 1);
            AssertStartedOnce(chain);
        }
        finally
        {
            await space.KubectlAsync("delete", "priorityclass", important);
        }
    }

    [Fact]
    public async Task An_unmarked_deployment_is_untouched_by_the_chain()
    {
        await using ChainProcesses chain = await ChainProcesses.StartAsync(cluster.Plane, "chain-unmarked");
        await using TestNamespace space = await cluster.CreateNamespaceAsync("unmarked");
        await space.CreateDeploymentAsync("plain", replicas: 2, marked: false);
        await space.CreateDeploymentAsync("fast", replicas: 2, marked: true);
        await WaitForReadyAsync(space, 4);
        // Another test's namespace may still be on its way out, with Pods of its own.
        IReadOnlyList<string> started =
            [.. chain.Starts().Select(start => start.Pod).Where(pod => pod.StartsWith($"{space.Name}/", StringComparison.Ordinal))];
        Assert.Equal(2, started.Count);
        Assert.All(started, pod => Assert.StartsWith($"{space.Name}/fast-", pod, StringComparison.Ordinal));
        Assert.All(
            (await space.PodsAsync()).Where(
                pod => pod.GetProperty("metadata").GetProperty("labels").GetProperty("app").ValueEquals("plain")),
            pod => Assert.Equal("hollow-0", pod.GetProperty("spec").GetProperty("nodeName").GetString()));
    }

    [Fact]
    public async Task A_deleted_deployment_takes_its_pods_with_it()
    {
        await using ChainProcesses chain = await ChainProcesses.StartAsync(cluster.Plane, "chain-gone");
        await using TestNamespace space = await cluster.CreateNamespaceAsync("gone");
        await space.CreateDeploymentAsync("web", replicas: 5, marked: true);
        await WaitForReadyAsync(space, 5);
        await space.KubectlAsync("delete", "deployment", "web");
        await cluster.Plane.WaitForAsync("no Pod is left", async _ => (await space.PodsAsync()).Count == 0);
        await cluster.Plane.WaitForAsync(
            "no ReplicaSet is left", async _ => (await space.ListAsync("/apis/apps/v1", "replicasets")).Count == 0);
    }

    private static void AssertStartedOnce(ChainProcesses chain)
    {
        IReadOnlyList<(string Pod, string Node)> starts = chain.Starts();
        Assert.NotEmpty(starts);
        Assert.Empty(starts.GroupBy(start => start.Pod).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    private Task WaitForReadyAsync(TestNamespace space, int pods) => cluster.Plane.WaitForAsync(
        $"{pods} Pods in {space.Name} are Running and Ready, and no others are there",
        async _ =>
        {
            IReadOnlyList<JsonElement> all = await space.PodsAsync();
            return all.Count == pods && all.All(IsReady);
        });

    private async Task<string> MarkAsync(string node) =>
        await cluster.Plane.KubectlAsync("get", "node", node, "-o", @"jsonpath={.metadata.annotations.kubedirect\.dev/cancelled}");

    private static bool IsOn(JsonElement pod, string node) => pod.GetProperty("spec").GetProperty("nodeName").ValueEquals(node);

    private static async Task<IReadOnlyList<string>> OnAsync(TestNamespace space, string node) =>
        [.. (await space.PodsAsync())
            .Where(pod => IsOn(pod, node))
            .Select(pod => pod.GetProperty("metadata").GetProperty("name").GetString()!)
            .Order(StringComparer.Ordinal)];

    private static bool IsReady(JsonElement pod) =>
        !pod.GetProperty("metadata").TryGetProperty("deletionTimestamp", out _)
        && pod.GetProperty("status").TryGetProperty("conditions", out JsonElement conditions)
        && conditions.EnumerateArray().Any(
            condition => condition.GetProperty("type").ValueEquals("Ready") && condition.GetProperty("status").ValueEquals("True"));

    private static async Task<int> EndpointsAsync(TestNamespace space)
    {
        IReadOnlyList<JsonElement> endpoints = await space.ListAsync("/api/v1", "endpoints");
        return endpoints.Where(
            item => item.GetProperty("metadata").GetProperty("name").ValueEquals("web") && item.TryGetProperty("subsets", out _))
            .SelectMany(item => item.GetProperty("subsets").EnumerateArray())
            .Where(subset => subset.TryGetProperty("addresses", out _))
            .Sum(subset => subset.GetProperty("addresses").GetArrayLength());
    }
}
