using k8s.Models;
using KubeDirect.KubeAdapter.Hosting;
using KubeDirect.KubeAdapter.Kubelet.Runtimes;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Informers;
using KubeDirect.Primitives;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>Node agents: one Kubelet stage for each node, with watches that they share. Thread-safe.</summary>
public sealed class NodeHost : IAsyncDisposable
{
    private readonly Dictionary<string, StageActor<KubeletState>> stages = new(StringComparer.Ordinal);
    private readonly List<NodeAgentRegistration> registrations = [];
    private readonly List<IPodRuntime> runtimes = [];
    private readonly List<MissedDeletions> missed = [];
    private readonly ChainContext context;
    private readonly NodeHostOptions options;
    private readonly ILogger logger;
    private readonly BackgroundWork work;
    private readonly Informer<V1ReplicaSet> replicaSets;
    private readonly Informer<V1Pod> pods;
    private readonly Informer<V1Node> nodes;
    private readonly PodFeed feed;

    private NodeHost(ChainContext context, NodeHostOptions options)
    {
        this.context = context;
        this.options = options;
        logger = context.Loggers.CreateLogger("node");
        work = new BackgroundWork(logger, context.Failed, context.TaskScheduler);
        replicaSets = Watch<V1ReplicaSet>(new() { LabelSelector = Names.ManagedSelector, Seed = context.Random.Seed() });

        // One watch serves all nodes of the process. A process with one node watches only the Pods of this node.
        var only = options.Nodes.Count == 1 ? options.Nodes[0].Name : null;
        var bound = only is null ? "spec.nodeName!=" : $"spec.nodeName={only}";
        pods = Watch<V1Pod>(new() { FieldSelector = bound, Trim = PodFeed.Trim, Seed = context.Random.Seed() });
        feed = new PodFeed(replicaSets.Store, name => stages.GetValueOrDefault(name));
        pods.AddHandler(feed.OnPod, onListed: () => missed.ForEach(node => node.Look(pods.Store)));
        nodes = Watch<V1Node>(new()
        {
            FieldSelector = only is null ? null : $"metadata.name={only}",
            LabelSelector = only is null ? $"{Names.NodeLabel}={Names.ManagedValue}" : null,
            Seed = context.Random.Seed(),
        });
        nodes.AddHandler(OnNode);
    }

    /// <summary>The memory of each Kubelet, by node.</summary>
    public IEnumerable<KubeletState> Kubelets => stages.Values.Select(stage => stage.State);

    /// <summary>A Kubelet's name at the link server.</summary>
    public static string StageName(string node) => $"kubelet-{node}";

    /// <summary>Asks each node's runtime what runs, then starts the node agents.</summary>
    /// <param name="context">What the hosts of the process share.</param>
    /// <param name="options">The nodes.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="ArgumentException">The options are not valid: for example there is no node, or two have the same name.</exception>
    /// <remarks>What a runtime throws, this throws: a node must not answer the Scheduler before its agent knows what runs there.</remarks>
    public static async Task<NodeHost> StartAsync(ChainContext context, NodeHostOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var host = new NodeHost(context, OptionsCheck.Valid(options));
        try
        {
            foreach (var node in options.Nodes)
            {
                await host.AddAsync(node, cancellation);
            }
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }

        host.Start();
        return host;
    }

    /// <summary>Completes when every node is registered at the API server.</summary>
    public Task WaitForRegistrationAsync(CancellationToken cancellation) =>
        Task.WhenAll(registrations.Select(registration => registration.WaitForRegistrationAsync(cancellation)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await work.DisposeAsync();
        foreach (var runtime in runtimes)
        {
            await runtime.DisposeAsync();
        }

        foreach (var stage in stages.Values)
        {
            await stage.DisposeAsync();
        }
    }

    private async Task AddAsync(NodeAgentOptions node, CancellationToken cancellation)
    {
        var runtime = options.Runtime(node);
        runtimes.Add(runtime);
        var effects = new KubeletEffects(new NodeSurroundings
        {
            Node = node,
            Api = context.Connection.Api,
            ReplicaSets = replicaSets.Store,
            Runtime = runtime,
            Shown = pod => ShownOn(node, pod),
            Seed = context.Random.Seed(),
            TaskScheduler = context.TaskScheduler,
            Logger = logger,
            Stopping = work.Stopping,
        });
        var state = RecoveredKubelet.State(new NodeName(node.Name), await effects.RecoverAsync(cancellation));
        var stage = new StageActor<KubeletState>(
            $"kubelet {node.Name}",
            new KubeletStage(options.RequestsPerNode),
            state,
            effects,
            context.ActorOptions,
            logger);
        effects.Attach(stage);
        stages.Add(node.Name, stage);
        context.Server.Add(StageName(node.Name), stage.Above);
        missed.Add(new MissedDeletions(context.Connection.Api, stage, context.Random.Seed(), work.Stopping)
        {
            TaskScheduler = context.TaskScheduler,
        });
        registrations.Add(new NodeAgentRegistration(context.Connection.Api, node, logger));
    }

    private void Start()
    {
        foreach (var stage in stages.Values)
        {
            stage.Start();
        }

        work.Run("nodes", nodes.RunAsync);
        work.Run("replicasets", replicaSets.RunAsync);
        work.Run("pods", async cancellation =>
        {
            // Only the ReplicaSets tell which Pods belong to the chain.
            await replicaSets.WaitForSyncAsync(cancellation);
            await pods.RunAsync(cancellation);
        });
        foreach (var registration in registrations)
        {
            work.Run("registration", registration.RunAsync);
        }
    }

    private Informer<T> Watch<T>(InformerOptions<T> watched)
        where T : class, k8s.IKubernetesObject<V1ObjectMeta> => new(context.Connection.Api, watched, logger);

    private Input? ShownOn(NodeAgentOptions node, PodId pod) =>
        pods.Store.TryGet(ChainKeys.ObjectKeyOf(pod), out var shown) && shown.Spec.NodeName == node.Name ? feed.Present(pod, shown) : null;

    /// <summary>
    /// When a node is cancelled or its Node is deleted, its Pods are given up. They are ended, so that they do not come back.
    /// </summary>
    private void OnNode(InformerEvent<V1Node> change)
    {
        var name = change.Latest.Metadata.Name;
        if (!stages.TryGetValue(name, out var stage))
        {
            return;
        }

        if (change.Old is { } old && old.Metadata.Uid != change.New?.Metadata.Uid)
        {
            stage.Post(new ObserveCancelled(new NodeName(name), $"deleted.{old.Metadata.Uid}"));
        }

        if (change.New is { } node && NodeSpecs.CancelledMark(node) is { } mark)
        {
            stage.Post(new ObserveCancelled(new NodeName(name), mark));
        }
    }
}
