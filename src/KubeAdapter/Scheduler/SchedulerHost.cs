using k8s.Models;
using KubeDirect.KubeAdapter.Hosting;
using KubeDirect.KubeAdapter.Kubelet;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Informers;
using KubeDirect.Primitives;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging;

namespace KubeDirect.KubeAdapter.Scheduler;

/// <summary>The Scheduler with its watches of Nodes, ReplicaSets and PriorityClasses. Thread-safe.</summary>
public sealed class SchedulerHost : IAsyncDisposable
{
    /// <summary>The Scheduler's name at the link server.</summary>
    public const string StageName = "scheduler";

    /// <summary>How long a Scheduler that starts waits for the PriorityClasses, and then for the nodes.</summary>
    private static readonly TimeSpan StartupWait = TimeSpan.FromSeconds(5);

    /// <summary>The longest time between two looks for nodes that are away.</summary>
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromSeconds(5);

    private readonly StageActor<SchedulerState> stage;
    private readonly BackgroundWork work;
    private readonly ChainContext context;
    private readonly ILogger logger;
    private readonly Dictionary<NodeName, Uri> addresses = [];
    private readonly SchedulerHostOptions options;
    private readonly Lock shapes = new();
    private readonly Informer<V1ReplicaSet> replicaSets;
    private readonly Informer<V1PriorityClass> priorities;

    private SchedulerHost(ChainContext context, SchedulerHostOptions options)
    {
        this.context = context;
        this.options = options;
        logger = context.Loggers.CreateLogger("scheduler");
        work = new BackgroundWork(logger, context.Failed, context.TaskScheduler);
        var effects = new SchedulerEffects(context.Connection.Api, context.Random.Seed(), logger, work.Stopping)
        {
            Stage = () => stage!,
            MarkOf = MarkOf,
            TaskScheduler = context.TaskScheduler,
        };
        stage = new(
            "scheduler",
            new SchedulerStage(),
            SchedulerState.Initial(context.Random.Incarnation()),
            effects,
            context.ActorOptions,
            logger);
        context.Server.Add(StageName, stage.Above);

        var nodes = new Informer<V1Node>(
            context.Connection.Api,
            new() { LabelSelector = $"{Names.NodeLabel}={Names.ManagedValue}", Seed = context.Random.Seed() },
            logger);
        replicaSets = new(context.Connection.Api, new() { LabelSelector = Names.ManagedSelector, Seed = context.Random.Seed() }, logger);
        priorities = new(context.Connection.Api, new() { Seed = context.Random.Seed() }, logger);
        nodes.AddHandler(OnNode, () => stage.Post(Listed.Now));
        replicaSets.AddHandler(OnReplicaSet);
        priorities.AddHandler(_ => OnPriorities());
        stage.Start();
        work.Run("priorities", priorities.RunAsync);
        work.Run("replicasets", FollowReplicaSetsAsync);
        work.Run("nodes", nodes.RunAsync);
        work.Run("recovery", cancellation => ExcuseAsync(nodes, cancellation));
        if (options.CancelAfter is { } cancelAfter)
        {
            work.Run("away", cancellation => CancelAsync(cancelAfter, cancellation));
        }
    }

    /// <summary>The Scheduler's memory.</summary>
    public SchedulerState State => stage.State;

    /// <summary>Starts the Scheduler.</summary>
    /// <param name="context">What the hosts of the process share.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public static SchedulerHost Start(ChainContext context, SchedulerHostOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new SchedulerHost(context, OptionsCheck.Valid(options ?? new(), nameof(options)));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await work.DisposeAsync();
        await stage.DisposeAsync();
    }

    private void OnNode(InformerEvent<V1Node> change)
    {
        var name = new NodeName(change.Latest.Metadata.Name);
        if (change.New is null)
        {
            addresses.Remove(name);
            stage.RemoveLink(LinkId.To(name));
            stage.Post(new ObserveNode(name, Spec: null));
            return;
        }

        stage.Post(new ObserveNode(name, NodeSpecs.Of(change.New)));
        if (NodeSpecs.CancelledMark(change.New) is { } mark)
        {
            stage.Post(new ObserveCancelled(name, mark));
        }

        var told = NodeSpecs.LinkAddress(change.New);
        var address = options.AddressOf(name.Value) ?? (
            Uri.TryCreate($"http://{told}", UriKind.Absolute, out var parsed) && told is not null ? parsed : null);
        if (address is null)
        {
            logger.LogWarning(
                "Node {Node} does not say where its agent listens (annotation {Annotation}).",
                name,
                Names.LinkAddressAnnotation);
        }
        else if (!addresses.TryGetValue(name, out var known) || known != address)
        {
            addresses[name] = address;
            stage.AddLink(LinkId.To(name), context.Dialers.To(address, NodeHost.StageName(name.Value)), context.Random.Seed());
        }
    }

    private void OnReplicaSet(InformerEvent<V1ReplicaSet> change) => PostShape(ChainKeys.ScaleKeyOf(change.Latest));

    private void OnPriorities()
    {
        foreach (var replicaSet in replicaSets.Store.Snapshot())
        {
            PostShape(ChainKeys.ScaleKeyOf(replicaSet));
        }
    }

    /// <summary>Two informers call this. Both stores are read under the lock, so the last posted shape is the newest.</summary>
    private void PostShape(ScaleKey key)
    {
        lock (shapes)
        {
            var shape = replicaSets.Store.TryGet(ChainKeys.ObjectKeyOf(key), out var found)
                ? PodShapes.Of(found.Spec.Template.Spec, priorities.Store.Snapshot())
                : null;
            stage.Post(new ObserveShape(key, shape));
        }
    }

    /// <summary>
    /// Follows the ReplicaSets after the priorities: if only some priorities were known, the Scheduler would preempt the wrong Pods. If the
    /// API server does not show priorities, the Scheduler goes on without them.
    /// </summary>
    private async Task FollowReplicaSetsAsync(CancellationToken cancellation)
    {
        try
        {
            await priorities.WaitForSyncAsync(cancellation).WaitAsync(StartupWait, context.Connection.Options.Time, cancellation);
        }
        catch (TimeoutException)
        {
            logger.LogWarning(
                "The PriorityClasses cannot be listed: {Failure} Templates that name one have priority 0 until they can.",
                priorities.LastFailure);
        }

        await replicaSets.RunAsync(cancellation);
    }

    private string? MarkOf(NodeName name) => stage.State.Nodes.TryGetValue(name, out var node) ? node.Cancelled?.Mark : null;

    /// <summary>Cancels nodes that stay away.</summary>
    private async Task CancelAsync(TimeSpan cancelAfter, CancellationToken cancellation)
    {
        var time = context.Connection.Options.Time;
        var away = new AwayNodes(cancelAfter);
        var period = TimeSpan.FromTicks(Math.Clamp(cancelAfter.Ticks / 10, TimeSpan.FromMilliseconds(100).Ticks, LongestPeriod.Ticks));
        var began = time.GetTimestamp();
        while (true)
        {
            await Task.Delay(period, time, cancellation);
            foreach (var name in away.Look(stage.State, time.GetElapsedTime(began)))
            {
                stage.Post(new Cancel(name));
            }
        }
    }

    /// <summary>Excuses nodes that do not answer after a start, so that the other nodes need not wait.</summary>
    private async Task ExcuseAsync(Informer<V1Node> nodes, CancellationToken cancellation)
    {
        await nodes.WaitForSyncAsync(cancellation);
        while (!stage.State.Recovered)
        {
            await Task.Delay(StartupWait, context.Connection.Options.Time, cancellation);
            foreach (var (name, node) in stage.State.Nodes.Where(pair => !pair.Value.Link.InSync && !pair.Value.Excused))
            {
                logger.LogWarning("Node {Node} has not answered ({Status}); recovery goes on without it.", name, node.Link.Status);
                stage.Post(new Excuse(name));
            }
        }
    }
}
