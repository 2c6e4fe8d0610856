using System.ComponentModel.DataAnnotations;
using k8s.Models;
using KubeDirect.KubeAdapter.Hosting;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Informers;
using KubeDirect.Primitives;
using KubeDirect.Runtime;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>How the nodes of one process run. Immutable; checked when they start.</summary>
public sealed record NodeHostOptions : IValidatableObject
{
    /// <summary>The nodes: at least one, each with a name of its own.</summary>
    public required IReadOnlyList<NodeAgentOptions> Nodes { get; init; }

    /// <summary>From a Pod's bind until it runs, on the simulated runtime.</summary>
    [NotNegative]
    public TimeSpan StartDelay { get; init; }

    /// <summary>Requests about Pods that a node has under way at most, those that wait to be tried again included; at least 1.</summary>
    /// <remarks>By default one for each Pod of a large node, so that Pods that are refused do not keep others waiting. What is really in flight, the connection limits.</remarks>
    [Positive]
    public int RequestsPerNode { get; init; } = 4096;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Nodes.Count == 0 || Nodes.DistinctBy(node => node.Name, StringComparer.Ordinal).Count() != Nodes.Count)
        {
            yield return new ValidationResult("At least one node is needed, and each needs a name of its own.");
        }
    }
}

/// <summary>Node agents: one Kubelet stage for each node, with watches that they share. Thread-safe.</summary>
public sealed class NodeHost : IAsyncDisposable
{
    private readonly Dictionary<string, StageActor<KubeletState>> stages = new(StringComparer.Ordinal);
    private readonly List<NodeAgentRegistration> registrations = [];
    private readonly SimulatedPodRuntime runtime;
    private readonly BackgroundWork work;

    private NodeHost(ChainContext context, NodeHostOptions options)
    {
        var logger = context.Loggers.CreateLogger("node");
        work = new BackgroundWork(logger, context.Failed, context.TaskScheduler);
        runtime = new SimulatedPodRuntime(options.StartDelay, context.Connection.Options.Time);
        var replicaSets = new Informer<V1ReplicaSet>(context.Connection.Api, new() { LabelSelector = Names.ManagedSelector, Seed = context.Random.Seed() }, logger);
        var missed = new List<MissedDeletions>();

        // One watch serves every node of the process; a single node asks for its own Pods only.
        var selector = options.Nodes.Count == 1 ? $"spec.nodeName={options.Nodes[0].Name}" : "spec.nodeName!=";
        var pods = new Informer<V1Pod>(context.Connection.Api, new() { FieldSelector = selector, Trim = PodFeed.Trim, Seed = context.Random.Seed() }, logger);
        var feed = new PodFeed(replicaSets.Store, name => stages.GetValueOrDefault(name));
        pods.AddHandler(feed.OnPod, onListed: () => missed.ForEach(node => node.Look(pods.Store)));
        var nodes = new Informer<V1Node>(
            context.Connection.Api,
            options.Nodes.Count == 1 ? new() { FieldSelector = $"metadata.name={options.Nodes[0].Name}", Seed = context.Random.Seed() } : new() { LabelSelector = $"{Names.NodeLabel}={Names.ManagedValue}", Seed = context.Random.Seed() },
            logger);
        nodes.AddHandler(OnNode);
        foreach (var node in options.Nodes)
        {
            var index = stages.Count;
            StageActor<KubeletState>? stage = null;
            var addresses = new PodAddresses(node.PodCidr ?? PodAddresses.CidrOfNode(index));
            var effects = new KubeletEffects(node, context.Connection.Api, replicaSets.Store, runtime, addresses, context.Random.Seed(), logger, work.Stopping)
            {
                Stage = () => stage!,
                TaskScheduler = context.TaskScheduler,
                Shown = pod => pods.Store.TryGet(ChainKeys.ObjectKeyOf(pod), out var shown) && shown.Spec.NodeName == node.Name ? feed.Present(pod, shown) : null,
            };
            stage = new($"kubelet {node.Name}", new KubeletStage(options.RequestsPerNode), KubeletState.Initial(new NodeName(node.Name)), effects, context.ActorOptions, logger);
            stages.Add(node.Name, stage);
            context.Server.Add(StageName(node.Name), stage.Above);
            missed.Add(new MissedDeletions(context.Connection.Api, stage, context.Random.Seed(), work.Stopping) { TaskScheduler = context.TaskScheduler });
            registrations.Add(new NodeAgentRegistration(context.Connection.Api, node, logger));
        }

        foreach (var stage in stages.Values)
        {
            stage.Start();
        }

        work.Run("nodes", nodes.RunAsync);

        work.Run("replicasets", replicaSets.RunAsync);
        work.Run("pods", async cancellation =>
        {
            // Whose a Pod is can only be told with the ReplicaSets at hand.
            await replicaSets.WaitForSyncAsync(cancellation);
            await pods.RunAsync(cancellation);
        });
        foreach (var registration in registrations)
        {
            work.Run("registration", registration.RunAsync);
        }
    }

    /// <summary>Whoever cancelled a node or deleted its Node has given up its Pods: they are ended, so that they do not come back.</summary>
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

    /// <summary>The memory of each Kubelet, by node.</summary>
    public IEnumerable<KubeletState> Kubelets => stages.Values.Select(stage => stage.State);

    /// <summary>A Kubelet's name at the link server.</summary>
    public static string StageName(string node) => $"kubelet-{node}";

    /// <summary>Starts the node agents.</summary>
    /// <param name="context">What they share with the other hosts of the process.</param>
    /// <param name="options">The nodes.</param>
    /// <exception cref="ArgumentException">The options are not valid: there is no node, say, or two have the same name.</exception>
    public static NodeHost Start(ChainContext context, NodeHostOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new NodeHost(context, OptionsCheck.Valid(options));
    }

    /// <summary>Completes when every node is registered at the API server.</summary>
    public Task WaitForRegistrationAsync(CancellationToken cancellation) =>
        Task.WhenAll(registrations.Select(registration => registration.WaitForRegistrationAsync(cancellation)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await work.DisposeAsync();
        runtime.Dispose();
        foreach (var stage in stages.Values)
        {
            await stage.DisposeAsync();
        }
    }
}
