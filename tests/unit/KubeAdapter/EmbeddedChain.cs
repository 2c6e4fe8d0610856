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

namespace KubeDirect.Tests.Unit.KubeAdapter;

/// <summary>
/// The whole chain on an embedded API server, in this process: hosts, links over gRPC, simulated runtime. When it is disposed, it checks
/// that every step was one of the step functions and kept what the protocol promises.
/// </summary>
/// <remarks>Not one with <c>TestChain</c>, because the production hosts make their stages and links themselves.</remarks>
internal sealed class EmbeddedChain : IAsyncDisposable
{
    private readonly MemoryStream steps = new();
    private readonly NdjsonTrace trace;
    private readonly LinkServer server;
    private readonly GrpcDialers dialers;
    private readonly ChainContext context;

    private EmbeddedChain(EmbeddedApiServer api, LinkServer server, LinkMetrics metrics, IStepObserver[] observers)
    {
        this.server = server;
        dialers = new GrpcDialers(metrics);
        trace = new NdjsonTrace(steps, TimeProvider.System, _ => { });
        Api = api;
        Relay = new TcpRelay(server.Address.Port);
        context = new ChainContext
        {
            Connection = KubeConnection.ToServer(api.Uri),
            Server = server,
            Dialers = dialers,
            Observers = [Monitor, trace, .. observers],
        };
    }

    public EmbeddedApiServer Api { get; }

    public IKubernetes Client => context.Connection.Client;

    public SafetyMonitor Monitor { get; } = new();

    /// <summary>What the link to the node <c>n1</c> goes through where nodes get lost.</summary>
    public TcpRelay Relay { get; }

    public NodeHost Nodes { get; private set; } = null!;

    public SchedulerHost Scheduler { get; private set; } = null!;

    public ControllerHost Controller { get; private set; } = null!;

    /// <summary>Starts everything; every node is registered then.</summary>
    /// <param name="nodes">How many nodes there are: <c>n1</c>, <c>n2</c>, ….</param>
    /// <param name="places">How many Pods each takes.</param>
    /// <param name="losesNodes">Whether a node that cannot be reached is given up after half a second.</param>
    /// <param name="observers">Who sees every step of every stage, beside the monitor and the log.</param>
    public static async Task<EmbeddedChain> StartAsync(
        int nodes, int places, bool losesNodes = false, params IStepObserver[] observers)
    {
        var agent = new NodeAgentOptions { Name = "", Capacity = new Resources(1_000_000, 1L << 42, places) };
        var metrics = new LinkMetrics();
        var listening = await LinkServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), metrics, CancellationToken.None);
        var chain = new EmbeddedChain(await EmbeddedApiServer.StartAsync(), listening, metrics, observers);
        var scheduling = new SchedulerHostOptions();
        if (losesNodes)
        {
            var soon = TimeSpan.FromMilliseconds(500);
            agent = agent with { RenewInterval = soon };
            scheduling = new() { CancelAfter = soon, AddressOf = name => name == "n1" ? chain.Relay.Address : null };
        }

        NodeAgentOptions[] agents =
            [.. Enumerable.Range(1, nodes).Select(i => agent with { Name = $"n{i}", LinkAddress = listening.Address.Authority })];
        chain.Nodes = await NodeHost.StartAsync(
            chain.context,
            new NodeHostOptions { Nodes = agents, Runtime = SimulatedPodRuntime.Of(agents, TimeProvider.System) });
        await chain.Nodes.WaitForRegistrationAsync(CancellationToken.None);
        chain.Scheduler = SchedulerHost.Start(chain.context, scheduling);
        chain.StartController();
        return chain;
    }

    /// <summary>Starts a controller, in the place of one that was disposed of.</summary>
    public void StartController() =>
        Controller = ControllerHost.Start(context, dialers.To(server.Address, SchedulerHost.StageName));

    /// <summary>A Deployment of containers of the image <c>first</c>, whose label <c>app</c> is its name.</summary>
    /// <param name="name">Its name, in the namespace <c>default</c>.</param>
    /// <param name="replicas">How many Pods it wants.</param>
    /// <param name="marked">Whether the chain manages it.</param>
    /// <param name="priorityClass">The class of its Pods; null for none.</param>
    public static V1Deployment Deployment(string name, int replicas, bool marked = true, string? priorityClass = null)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["app"] = name };
        var own = new Dictionary<string, string>(labels, StringComparer.Ordinal);
        if (marked)
        {
            own[Names.ManagedLabel] = Names.ManagedValue;
        }

        return new V1Deployment
        {
            ApiVersion = "apps/v1",
            Kind = "Deployment",
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "default", Labels = own },
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
        };
    }

    /// <summary>Creates a <see cref="Deployment"/>.</summary>
    public Task<V1Deployment> CreateAsync(string name, int replicas, bool marked = true, string? priorityClass = null) =>
        Client.AppsV1.CreateNamespacedDeploymentAsync(Deployment(name, replicas, marked, priorityClass), "default");

    /// <summary>Patches a Deployment.</summary>
    public Task<V1Deployment> PatchAsync(string name, string patch) =>
        Client.AppsV1.PatchNamespacedDeploymentAsync(new V1Patch(patch, V1Patch.PatchType.MergePatch), name, "default");

    /// <summary>Scales a Deployment.</summary>
    public Task<V1Deployment> ScaleAsync(string name, int replicas) =>
        PatchAsync(name, $$$"""{"spec":{"replicas":{{{replicas}}}}}""");

    /// <summary>Keeps the log of all steps so far for TLC; nothing is logged any more.</summary>
    public Task KeepTraceAsync(string name)
    {
        trace.Dispose();
        return KeptTraces.KeepAsync(name, steps.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        await Controller.DisposeAsync();
        await Scheduler.DisposeAsync();
        await Nodes.DisposeAsync();
        dialers.Dispose();
        await Relay.DisposeAsync();
        await server.DisposeAsync();
        context.Connection.Dispose();
        await Api.DisposeAsync();
        trace.Dispose();
        var replay = new TraceReplay();
        replay.Read("trace", new StreamReader(new MemoryStream(steps.ToArray())));
        replay.Finish(complete: true);
        Assert.Empty(Monitor.Violations);
    }
}
