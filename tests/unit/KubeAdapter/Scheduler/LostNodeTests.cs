using System.Net;
using k8s;
using k8s.Models;
using KubeDirect.EmbeddedApi;
using KubeDirect.KubeAdapter.Controller;
using KubeDirect.KubeAdapter.Hosting;
using KubeDirect.KubeAdapter.Kubelet;
using KubeDirect.KubeAdapter.Kubelet.Simulated;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.KubeAdapter.Scheduler;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Runtime;
using KubeDirect.StateMachine;
using KubeDirect.Tests.Unit.Kubernetes;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Scheduler;

/// <summary>
/// The whole chain on the embedded API server with two nodes, one of which gets lost; and Pods that have to go for others.
/// </summary>
#pragma warning disable CA1001 // xunit disposes of the fields, asynchronously.
public sealed class LostNodeTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly SafetyMonitor monitor = new();
    private readonly MemoryStream steps = new();
    private NdjsonTrace trace = null!;
    private EmbeddedApiServer api = null!;
    private LinkServer server = null!;
    private KubeConnection connection = null!;
    private GrpcDialers dialers = null!;
    private TcpRelay relay = null!;
    private NodeHost nodes = null!;
    private SchedulerHost scheduler = null!;
    private ControllerHost controller = null!;

    public async Task InitializeAsync()
    {
        trace = new NdjsonTrace(steps, TimeProvider.System, _ => { });
        api = await EmbeddedApiServer.StartAsync();
        connection = KubeConnection.ToServer(api.Uri);
        var metrics = new LinkMetrics();
        server = await LinkServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), metrics, CancellationToken.None);
        relay = new TcpRelay(server.Address.Port);
        dialers = new GrpcDialers(metrics);
        var context = new ChainContext { Connection = connection, Server = server, Dialers = dialers, Observers = [trace, monitor] };
        NodeAgentOptions[] agents = [Node("n1"), Node("n2")];
        nodes = await NodeHost.StartAsync(
            context,
            new NodeHostOptions { Nodes = agents, Runtime = SimulatedPodRuntime.Of(agents, TimeProvider.System) });
        await nodes.WaitForRegistrationAsync(CancellationToken.None);
        scheduler = SchedulerHost.Start(
            context,
            new() { AddressOf = name => name == "n1" ? relay.Address : null, CancelAfter = TimeSpan.FromMilliseconds(500) });
        controller = ControllerHost.Start(context, context.Dialers.To(server.Address, SchedulerHost.StageName));
    }

    public async Task DisposeAsync()
    {
        await controller.DisposeAsync();
        await scheduler.DisposeAsync();
        await nodes.DisposeAsync();
        dialers.Dispose();
        await relay.DisposeAsync();
        await server.DisposeAsync();
        connection.Dispose();
        await api.DisposeAsync();

        // Whatever happened in between, every step was one of the step functions and kept what the protocol promises.
        trace.Dispose();
        var replay = new TraceReplay();
        replay.Read("trace", new StreamReader(new MemoryStream(steps.ToArray())));
        replay.Finish(complete: true);
        Assert.Empty(monitor.Violations);
    }

    [Fact]
    public async Task A_node_out_of_reach_is_cancelled_and_drained_and_serves_again_when_it_returns()
    {
        await CreateAsync("web", replicas: 4);
        await RunningAsync("web", 4);
        var lost = PodsOf("n1");
        Assert.NotEmpty(lost);

        relay.Cut();
        await Eventually.TrueAsync(() => MarkOf("n1") is not null, "the mark on n1");
        await Eventually.TrueAsync(() => RunningOn("web", "n2") == 4, "four Pods on n2");

        // It reaches the API server, so it ends by itself what was replaced, and its objects go.
        await Eventually.TrueAsync(
            () => PodsOf("n1").Count == 0 && connection.Client.CoreV1.ListNamespacedPod("default").Items.Count == 4,
            "nothing on n1");
        Assert.NotNull(MarkOf("n1"));

        relay.Mend();
        await Eventually.TrueAsync(() => MarkOf("n1") is null, "the mark taken off");
        await ScaleAsync("web", 8);
        await RunningAsync("web", 8);
        Assert.Equal(4, RunningOn("web", "n1"));
        Assert.Empty(lost.Intersect(PodsOf("n1")));
        trace.Dispose();
        await KeptTraces.KeepAsync("cancelled", steps.ToArray());
    }

    [Fact]
    public async Task A_mark_that_an_operator_sets_drains_the_node_and_its_pods_run_elsewhere()
    {
        await CreateAsync("web", replicas: 4);
        await RunningAsync("web", 4);
        var before = PodsOf("n2");
        Assert.NotEmpty(before);
        await connection.Client.CoreV1.PatchNodeAsync(
            new V1Patch(
                $$$$"""{"metadata":{"annotations":{"{{{{Names.CancelledAnnotation}}}}":"by-hand"}}}""", V1Patch.PatchType.MergePatch),
                    "n2");
        await Eventually.TrueAsync(() => !PodsOf("n2").Intersect(before).Any(), "what n2 ran ended");
        await RunningAsync("web", 4);
        await Eventually.TrueAsync(() => MarkOf("n2") is null, "the mark taken off once n2 had drained");
    }

    [Fact]
    public async Task Pods_of_a_deleted_node_do_not_come_back_with_a_node_of_its_name()
    {
        await CreateAsync("web", replicas: 4);
        await RunningAsync("web", 4);
        var before = PodsOf("n2");
        Assert.NotEmpty(before);
        await connection.Client.CoreV1.DeleteNodeAsync("n2");
        await Eventually.TrueAsync(() => !PodsOf("n2").Intersect(before).Any(), "what n2 ran ended");
        await RunningAsync("web", 4);
    }

    [Fact]
    public async Task A_pod_of_a_higher_class_takes_the_place_of_one_of_a_lower_and_the_chain_gets_quiet()
    {
        await connection.Client.SchedulingV1.CreatePriorityClassAsync(
            new V1PriorityClass { Metadata = new V1ObjectMeta { Name = "high" }, Value = 1000 });
        await connection.Client.SchedulingV1.CreatePriorityClassAsync(
            new V1PriorityClass { Metadata = new V1ObjectMeta { Name = "polite" }, Value = 1000, PreemptionPolicy = "Never" });
        await CreateAsync("low", replicas: 8);
        await RunningAsync("low", 8);

        // The nodes are full. Who must not preempt, waits.
        await CreateAsync("polite", replicas: 1, "polite");
        await Eventually.TrueAsync(() => scheduler.State.Pods.Values.Count(pod => pod.Phase == Phase.Pending) == 1, "a Pod that waits");
        await CreateAsync("high", replicas: 3, "high");
        await RunningAsync("high", 3);
        await RunningAsync("low", 5);

        // Quiet: three low Pods and the polite one wait, and nobody is ended or named any more.
        await Eventually.TrueAsync(
            () => scheduler.State is { Tombstones.IsEmpty: true } state && state.Pods.Values.Count(pod => pod.Phase == Phase.Pending) == 4,
            "four Pods that wait");
        var names = scheduler.State.Pods.Keys.ToHashSet();
        await ScaleAsync("high", 2);
        await RunningAsync("high", 2);
        await RunningAsync("polite", 1);
        Assert.Subset(names, scheduler.State.Pods.Keys.ToHashSet());
    }

    private NodeAgentOptions Node(string name) =>
        new()
        {
            Name = name,
            Capacity = new Resources(1_000_000, 1L << 42, 4),
            LinkAddress = server.Address.Authority,
            RenewInterval = TimeSpan.FromMilliseconds(500)
        };

    private string? MarkOf(string node) => NodeSpecs.CancelledMark(connection.Client.CoreV1.ReadNode(node));

    private HashSet<PodId> PodsOf(string node) => [.. nodes.Kubelets.Single(kubelet => kubelet.Node.Value == node).Pods.Keys];

    private int RunningOn(string app, string? node = null) =>
        connection.Client.CoreV1.ListNamespacedPod("default", labelSelector: $"app={app}").Items
        .Count(
            pod => (node is null || pod.Spec.NodeName == node) && pod.Status.Phase == "Running" && pod.Metadata.DeletionTimestamp is null);

    private Task RunningAsync(string app, int count) => Eventually.TrueAsync(
        () => RunningOn(app) == count,
        $"{count} Pods of {app} that run");

    private Task<V1Deployment> CreateAsync(string name, int replicas, string? priorityClass = null)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["app"] = name };
        return connection.Client.AppsV1.CreateNamespacedDeploymentAsync(
            new V1Deployment
            {
                Metadata = new V1ObjectMeta
                {
                    Name = name,
                    NamespaceProperty = "default",
                    Labels = new Dictionary<string,
                    string>(labels, StringComparer.Ordinal)
                    { [Names.ManagedLabel] = Names.ManagedValue },
                },
                Spec = new V1DeploymentSpec
                {
                    Replicas = replicas,
                    Selector = new V1LabelSelector { MatchLabels = labels },
                    Template = new V1PodTemplateSpec
                    {
                        Metadata = new V1ObjectMeta { Labels = labels },
                        Spec = new V1PodSpec
                        {
                            PriorityClassName = priorityClass,
                            Containers = [new V1Container { Name = "main", Image = "first" }],
                        },
                    },
                },
            },
            "default");
    }

    private Task<V1Deployment> ScaleAsync(string name, int replicas) =>
        connection.Client.AppsV1.PatchNamespacedDeploymentAsync(
            new V1Patch($$$"""{"spec":{"replicas":{{{replicas}}}}}""", V1Patch.PatchType.MergePatch), name, "default");
}
