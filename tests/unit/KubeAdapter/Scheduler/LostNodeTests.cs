using k8s;
using k8s.Models;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Scheduler;

/// <summary>
/// The whole chain on the embedded API server with two nodes, one of which gets lost; and Pods that have to go for others.
/// </summary>
#pragma warning disable CA1001 // xunit disposes of the fields, asynchronously.
public sealed class LostNodeTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private EmbeddedChain chain = null!;

    private IKubernetes Client => chain.Client;

    public async Task InitializeAsync() => chain = await EmbeddedChain.StartAsync(nodes: 2, places: 4, losesNodes: true);

    public Task DisposeAsync() => chain.DisposeAsync().AsTask();

    [Fact]
    public async Task A_node_out_of_reach_is_cancelled_and_drained_and_serves_again_when_it_returns()
    {
        var lost = await FourPodsAsync(on: "n1");

        chain.Relay.Cut();
        await Eventually.TrueAsync(() => MarkOf("n1") is not null, "the mark on n1");
        await Eventually.TrueAsync(() => RunningOn("web", "n2") == 4, "four Pods on n2");

        // It reaches the API server, so it ends by itself what was replaced, and its objects go.
        await Eventually.TrueAsync(
            () => PodsOf("n1").Count == 0 && Client.CoreV1.ListNamespacedPod("default").Items.Count == 4,
            "nothing on n1");
        Assert.NotNull(MarkOf("n1"));

        chain.Relay.Mend();
        await Eventually.TrueAsync(() => MarkOf("n1") is null, "the mark taken off");
        await chain.ScaleAsync("web", 8);
        await RunningAsync("web", 8);
        Assert.Equal(4, RunningOn("web", "n1"));
        Assert.Empty(lost.Intersect(PodsOf("n1")));
        await chain.KeepTraceAsync("cancelled");
    }

    [Fact]
    public async Task A_mark_that_an_operator_sets_drains_the_node_and_its_pods_run_elsewhere()
    {
        var before = await FourPodsAsync(on: "n2");
        await Client.CoreV1.PatchNodeAsync(
            new V1Patch(
                $$$$"""{"metadata":{"annotations":{"{{{{Names.CancelledAnnotation}}}}":"by-hand"}}}""", V1Patch.PatchType.MergePatch),
                    "n2");
        await ReplacedAsync("n2", before);
        await Eventually.TrueAsync(() => MarkOf("n2") is null, "the mark taken off once n2 had drained");
    }

    [Fact]
    public async Task Pods_of_a_deleted_node_do_not_come_back_with_a_node_of_its_name()
    {
        var before = await FourPodsAsync(on: "n2");
        await Client.CoreV1.DeleteNodeAsync("n2");
        await ReplacedAsync("n2", before);
    }

    [Fact]
    public async Task A_pod_of_a_higher_class_takes_the_place_of_one_of_a_lower_and_the_chain_gets_quiet()
    {
        await Client.SchedulingV1.CreatePriorityClassAsync(
            new V1PriorityClass { Metadata = new V1ObjectMeta { Name = "high" }, Value = 1000 });
        await Client.SchedulingV1.CreatePriorityClassAsync(
            new V1PriorityClass { Metadata = new V1ObjectMeta { Name = "polite" }, Value = 1000, PreemptionPolicy = "Never" });
        await chain.CreateAsync("low", replicas: 8);
        await RunningAsync("low", 8);

        // The nodes are full. Who must not preempt, waits.
        await chain.CreateAsync("polite", replicas: 1, priorityClass: "polite");
        await Eventually.TrueAsync(() => Waiting(chain.Scheduler.State) == 1, "a Pod that waits");
        await chain.CreateAsync("high", replicas: 3, priorityClass: "high");
        await RunningAsync("high", 3);
        await RunningAsync("low", 5);

        // Quiet: three low Pods and the polite one wait, and nobody is ended or named any more.
        await Eventually.TrueAsync(
            () => chain.Scheduler.State is { Tombstones.IsEmpty: true } state && Waiting(state) == 4, "four Pods that wait");
        var names = chain.Scheduler.State.Pods.Keys.ToHashSet();
        await chain.ScaleAsync("high", 2);
        await RunningAsync("high", 2);
        await RunningAsync("polite", 1);
        Assert.Subset(names, chain.Scheduler.State.Pods.Keys.ToHashSet());
    }

    /// <summary>Four Pods run.</summary>
    /// <returns>Those of them that run on a node; at least one.</returns>
    private async Task<HashSet<PodId>> FourPodsAsync(string on)
    {
        await chain.CreateAsync("web", replicas: 4);
        await RunningAsync("web", 4);
        var there = PodsOf(on);
        Assert.NotEmpty(there);
        return there;
    }

    /// <summary>What a node ran has ended, and others run in its place.</summary>
    private async Task ReplacedAsync(string node, HashSet<PodId> former)
    {
        await Eventually.TrueAsync(() => !PodsOf(node).Intersect(former).Any(), $"what {node} ran ended");
        await RunningAsync("web", 4);
    }

    /// <summary>How many Pods have no node yet.</summary>
    private static int Waiting(SchedulerState state) => state.Pods.Values.Count(pod => pod.Phase == Phase.Pending);

    private string? MarkOf(string node) => NodeSpecs.CancelledMark(Client.CoreV1.ReadNode(node));

    private HashSet<PodId> PodsOf(string node) => [.. chain.Nodes.Kubelets.Single(kubelet => kubelet.Node.Value == node).Pods.Keys];

    private int RunningOn(string app, string? node = null) =>
        Client.CoreV1.ListNamespacedPod("default", labelSelector: $"app={app}").Items
        .Count(
            pod => (node is null || pod.Spec.NodeName == node) && pod.Status.Phase == "Running" && pod.Metadata.DeletionTimestamp is null);

    private Task RunningAsync(string app, int count) => Eventually.TrueAsync(
        () => RunningOn(app) == count,
        $"{count} Pods of {app} that run");
}
