using System.Collections.Immutable;
using System.Net;
using System.Text;
using KubeDirect.Runtime;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KubeDirect.Tests.Unit.Runtime;

/// <summary>The whole chain of real stages on real links in one process, over a runtime and an API server that answer at once.</summary>
/// <remarks>
/// Not shared with other kinds of tests, because it runs on the machine's clock and threads, over gRPC as well, with as many nodes as a
/// test wants.
/// </remarks>
internal sealed class TestChain : IAsyncDisposable
{
    public static readonly ScaleKey Deployment = new("default/web");
    public static readonly ScaleKey ReplicaSet = new("default/web-abc");

    private readonly StageActorOptions options;
    private readonly MemoryStream lines = new();
    private readonly NdjsonTrace trace;
    private readonly LinkServer? server;
    private readonly GrpcDialers dialers = new(new LinkMetrics());
    private readonly Dictionary<string, IStageActor> actors = [];
    private readonly Random random;
    private readonly int places;
    private readonly TimeSpan stopping;
    private int desired;

    private TestChain(LinkServer? server, int seed, int nodes, int places, TimeSpan stopping)
    {
        this.places = places;
        this.stopping = stopping;
        this.server = server;
        random = new Random(seed);
        trace = new NdjsonTrace(lines, TimeProvider.System, message => throw new InvalidOperationException(message));
        options = new StageActorOptions { Observers = [Monitor, trace] };
        Nodes = [.. Enumerable.Range(0, nodes).Select(i => new NodeName($"node-{i}"))];
    }

    public ImmutableArray<NodeName> Nodes { get; }

    public SafetyMonitor Monitor { get; } = new();

    public TestApi Api { get; } = new();

    /// <summary>By the name of the stage below.</summary>
    public Dictionary<string, Wire> Wires { get; } = [];

    public StageActor<AutoscalerState> A => (StageActor<AutoscalerState>)actors["autoscaler"];

    public StageActor<DeploymentState> D => (StageActor<DeploymentState>)actors["deployment"];

    public StageActor<ReplicaSetState> R => (StageActor<ReplicaSetState>)actors["replicaset"];

    public StageActor<SchedulerState> S => (StageActor<SchedulerState>)actors["scheduler"];

    public IReadOnlyList<string> Stages => [.. actors.Keys];

    public static async Task<TestChain> StartAsync(
        Transport transport,
        int seed = 1,
        int nodes = 5,
        int places = 110,
        TimeSpan stopping = default)
    {
        var listening = transport == Transport.Grpc
            ? await LinkServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), new LinkMetrics(), CancellationToken.None)
            : null;
        var chain = new TestChain(listening, seed, nodes, places, stopping);
        string[] below = [.. chain.Nodes.Select(node => node.Value), "scheduler", "replicaset", "deployment"];
        foreach (var stage in below)
        {
            chain.Wires[stage] = new Wire();
        }

        foreach (var stage in below.Append("autoscaler"))
        {
            chain.Run(stage);
        }

        return chain;
    }

    public int Running => Nodes.Sum(node => K(node).State.Pods.Count);

    public StageActor<KubeletState> K(NodeName node) => (StageActor<KubeletState>)actors[node.Value];

    public void Scale(int replicas)
    {
        desired = replicas;
        A.Post(new Scale(Deployment, replicas));
    }

    /// <summary>A stage ends as it stands, and starts again empty.</summary>
    public async Task RestartAsync(string stage)
    {
        await actors[stage].DisposeAsync();
        if (actors[stage] is StageActor<KubeletState>)
        {
            Monitor.NodeRestarted(new NodeName(stage));
        }

        Run(stage);
    }

    /// <summary>
    /// Waits until every level agrees that exactly this many Pods run, all of them are published, and nothing else is left.
    /// </summary>
    public Task ConvergesAsync(int replicas) =>
        Until(() => Difference(replicas) is null, () => Difference(replicas) ?? "it converged too late");

    public void AssertSafe(int seed = 0) =>
        Assert.True(Monitor.ViolationCount == 0, $"seed {seed}: {string.Join(' ', Monitor.Violations)}");

    /// <summary>Waits longer than others: a chain of many Pods has more to do.</summary>
    public Task Until(Func<bool> condition, Func<string> otherwise) =>
        Eventually.TrueAsync(
            condition,
            () => $"{otherwise()}. {string.Join(' ', Monitor.Violations)}",
            TimeSpan.FromSeconds(90));

    public async ValueTask DisposeAsync()
    {
        foreach (var actor in actors.Values)
        {
            await actor.DisposeAsync();
        }

        dialers.Dispose();
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        // Whatever a test did with the chain, every step was one of the step functions, and every message that arrived had been sent.
        Replay(Trace());
    }

    /// <summary>The lines of all steps so far.</summary>
    public IReadOnlyList<string> Trace()
    {
        trace.Dispose();
        return Encoding.UTF8.GetString(lines.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Replays a trace of a whole chain.</summary>
    /// <exception cref="TraceRejectedException">It is not one.</exception>
    public static TraceReport Replay(IEnumerable<string> trace)
    {
        var replay = new TraceReplay();
        using var reader = new StringReader(string.Join('\n', trace));
        replay.Read("trace", reader);
        return replay.Finish(complete: true);
    }

    private string? Difference(int replicas)
    {
        var kubelets = Nodes.SelectMany(node => K(node).State.Pods).ToList();
        var view = R.State.ViewOf(ReplicaSet);
        if (kubelets.Count != replicas || kubelets.Exists(pair => pair.Value.Phase != Phase.Ready))
        {
            return $"the nodes run {kubelets.Count} Pods of {replicas}";
        }

        var (scheduled, ending) = (S.State.Pods, S.State.Tombstones.Count);
        if (scheduled.Count != replicas || scheduled.Values.Any(binding => binding.Phase != Phase.Ready) || ending > 0)
        {
            return $"the Scheduler holds {scheduled.Count} Pods of {replicas} and {ending} tombstones";
        }

        if (view.Pods.Count != replicas || view.Pods.Values.Any(pod => pod.Phase != Phase.Ready) || !view.Tombstones.IsEmpty)
        {
            return $"the ReplicaSet stage holds {view.Pods.Count} Pods of {replicas} and {view.Tombstones.Count} tombstones";
        }

        if (Api.Objects.Count != replicas || Api.Objects.Values.Any(shown => !shown.Ready))
        {
            return $"the API server shows {Api.Objects.Count} Pods of {replicas}";
        }

        return !A.State.Below.InSync || !D.State.Below.InSync || !R.State.Below.InSync || !S.State.AllInSync ? "a link is not in sync"
            : null;
    }

    private void Run(string stage)
    {
        var incarnation = (ulong)random.NextInt64();
        IStageActor actor = stage switch
        {
            "autoscaler" => Host(stage, new AutoscalerStage(), AutoscalerState.Initial(incarnation), NoEffects.Instance, "deployment"),
            "deployment" => Host(stage, new DeploymentStage(), DeploymentState.Initial(incarnation), NoEffects.Instance, "replicaset"),
            "replicaset" => Host(stage, new ReplicaSetStage(), ReplicaSetState.Initial(incarnation), NoEffects.Instance, "scheduler"),
            "scheduler" => Host(
                stage,
                new SchedulerStage(),
                SchedulerState.Initial(incarnation),
                NoEffects.Instance,
                [.. Nodes.Select(node => node.Value)]),
            _ => HostKubelet(stage),
        };
        foreach (var input in News(stage))
        {
            actor.Post(input);
        }

        actors[stage] = actor;
    }

    private StageActor<KubeletState> HostKubelet(string stage)
    {
        var effects = new TestNode(Api, new NodeName(stage), stopping);
        var actor = Host(stage, new KubeletStage(maxRequests: 16), KubeletState.Initial(new NodeName(stage)), effects);
        effects.Actor = actor;
        return actor;
    }

    /// <summary>What the watches of a stage show when it starts.</summary>
    private IEnumerable<Input> News(string stage) => stage switch
    {
        "autoscaler" => [new Scale(Deployment, desired), Listed.Now],
        "deployment" => [new ObserveDeployment(Deployment, ReplicaSet), Listed.Now],
        "replicaset" => [new ObserveReplicaSet(ReplicaSet, Exists: true), Listed.Now],
        "scheduler" => [
            new ObserveShape(ReplicaSet, Plain.Pods(new Resources(10, 1000, 1))),
            Listed.Now,
        ],
        _ => Api.Objects.Where(pair => pair.Value.Node.Value == stage).Select(pair => new ObserveObject(pair.Key, pair.Value.Uid)),
    };

    private StageActor<TState> Host<TState>(string name, IStage<TState> stage, TState initial, IEffects effects, params string[] below)
        where TState : class, IStageState
    {
        var actor = new StageActor<TState>(name, stage, initial, effects, options, NullLogger.Instance);
        if (Wires.TryGetValue(name, out var wire))
        {
            server?.Add(name, actor.Above);
            if (server is null)
            {
                wire.LeadTo(actor.Above);
            }
            else
            {
                wire.LeadTo(dialers.To(server.Address, name));
            }
        }

        foreach (var other in below)
        {
            var node = new NodeName(other);
            if (Nodes.Contains(node))
            {
                actor.Post(new ObserveNode(node, Plain.Node(new Resources(4000, 1L << 30, places))));
            }

            actor.AddLink(Nodes.Contains(node) ? LinkId.To(node) : LinkId.Only, Wires[other], random.Next());
        }

        actor.Start();
        return actor;
    }
}
