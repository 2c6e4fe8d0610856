using k8s.Models;
using KubeDirect.Runtime;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging;

namespace KubeDirect.KubeAdapter;

/// <summary>The Scheduler with its watches of Nodes and ReplicaSets. Thread-safe.</summary>
public sealed class SchedulerHost : IAsyncDisposable
{
    /// <summary>The Scheduler's name at the link server.</summary>
    public const string StageName = "scheduler";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly StageActor<SchedulerState> stage;
    private readonly BackgroundWork work;
    private readonly ChainContext context;
    private readonly ILogger logger;
    private readonly Dictionary<NodeName, Uri> addresses = [];
    private readonly Func<string, Uri?> addressOf;

    private SchedulerHost(ChainContext context, Func<string, Uri?> addressOf)
    {
        this.context = context;
        this.addressOf = addressOf;
        logger = context.Loggers.CreateLogger("scheduler");
        work = new BackgroundWork(logger, context.Failed);
        stage = new("scheduler", new SchedulerStage(), SchedulerState.Initial(context.Random.Incarnation()), NoEffects.Instance, context.ActorOptions, logger);
        context.Server.Add(StageName, stage.Above);

        var nodes = new Informer<V1Node>(context.Connection, new() { LabelSelector = $"{Names.NodeLabel}={Names.ManagedValue}", Seed = context.Random.Seed() }, logger);
        var replicaSets = new Informer<V1ReplicaSet>(context.Connection, new() { LabelSelector = Names.ManagedSelector, Seed = context.Random.Seed() }, logger);
        nodes.AddHandler(OnNode, () => stage.Post(Listed.Now));
        replicaSets.AddHandler(OnReplicaSet);
        stage.Start();
        work.Run("replicasets", replicaSets.RunAsync);
        work.Run("nodes", nodes.RunAsync);
        work.Run("recovery", cancellation => ExcuseAsync(nodes, cancellation));
    }

    /// <summary>The Scheduler's memory.</summary>
    public SchedulerState State => stage.State;

    /// <summary>Starts the Scheduler.</summary>
    /// <param name="context">What it shares with the other hosts of the process.</param>
    /// <param name="addressOf">Where a node's agent listens, if that is known otherwise than from the Node; null for each that is not.</param>
    public static SchedulerHost Start(ChainContext context, Func<string, Uri?>? addressOf = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new SchedulerHost(context, addressOf ?? (_ => null));
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
        var told = NodeSpecs.LinkAddress(change.New);
        var address = addressOf(name.Value) ?? (Uri.TryCreate($"http://{told}", UriKind.Absolute, out var parsed) && told is not null ? parsed : null);
        if (address is null)
        {
            logger.LogWarning("Node {Node} does not say where its agent listens (annotation {Annotation}).", name, Names.LinkAddressAnnotation);
        }
        else if (!addresses.TryGetValue(name, out var known) || known != address)
        {
            addresses[name] = address;
            stage.AddLink(LinkId.To(name), context.Dialers.To(address, NodeHost.StageName(name.Value)), context.Random.Seed());
        }
    }

    private void OnReplicaSet(InformerEvent<V1ReplicaSet> change) =>
        stage.Post(new ObserveShape(ChainKeys.ScaleKeyOf(change.Latest), change.New is { } exists ? PodShapes.Of(exists.Spec.Template.Spec) : null));

    /// <summary>After a start: a node that does not answer for long is excused, so that the others are not kept waiting.</summary>
    private async Task ExcuseAsync(Informer<V1Node> nodes, CancellationToken cancellation)
    {
        await nodes.WaitForSyncAsync(cancellation);
        while (!stage.State.Recovered)
        {
            await Task.Delay(Patience, context.Connection.Options.Time, cancellation);
            foreach (var (name, node) in stage.State.Nodes.Where(pair => !pair.Value.Link.InSync && !pair.Value.Excused))
            {
                logger.LogWarning("Node {Node} has not answered ({Status}); recovery goes on without it.", name, node.Link.Status);
                stage.Post(new Excuse(name));
            }
        }
    }
}
