using System.Collections.Immutable;
using KubeDirect.Primitives;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging.Abstractions;
using Specification = Microsoft.Coyote.Specifications.Specification;

namespace KubeDirect.Tests.Coyote.World;

/// <summary>The chain, real stages on real actors and links: the ReplicaSet stage,
/// a Scheduler and one Kubelet, and the scale stages if asked for.</summary>
/// <remarks>
/// Not shared with other kinds of tests, because Coyote has to control every task: nothing in it waits for time or runs on a thread of its
/// own.
/// </remarks>
internal sealed class Chain
{
    public static readonly ScaleKey Deployment = new("default/web");
    public static readonly ScaleKey ReplicaSet = new("default/web-abc");
    public static readonly ScaleKey Important = new("default/vip-abc");
    public static readonly NodeName Node = new("a");
    private readonly Shape shape;
    private readonly StageActorOptions options;
    private readonly Goal goal;
    private readonly NodeMarks marks;
    private ulong incarnations;

    public Chain(Shape shape)
    {
        this.shape = shape;
        goal = new Goal(Monitor);
        marks = new NodeMarks(this);
        options = new StageActorOptions
        {
            Observers = Logs.With(Narration.Instance, Monitor, goal),
            Time = Time,
            Links = shape.Links,
            MailboxCapacity = shape.MailboxCapacity,
        };
        (K, KubeletStage) = NewKubelet();
        (S, SchedulerStage) = NewScheduler();
        (R, ReplicaSetStage) = NewReplicaSet();
        if (shape.WithScaleLinks)
        {
            D = Host("deployment", new DeploymentStage(), DeploymentState.Initial(++incarnations), NoEffects.Instance);
            D.Post(new ObserveDeployment(Deployment, ReplicaSet));
            D.Post(Listed.Now);
            D.AddLink(LinkId.Only, ToReplicaSet, seed: 1);
            ToDeployment.LeadTo(D.Above, shape.WireCapacity);
            A = Host("autoscaler", new AutoscalerStage(), AutoscalerState.Initial(++incarnations), NoEffects.Instance);
            A.Post(new Scale(Deployment, shape.Replicas));
            A.Post(Listed.Now);
            A.AddLink(LinkId.Only, ToDeployment, seed: 1);
        }
    }

    public SafetyMonitor Monitor { get; } = new();

    public InstantTime Time { get; } = new();

    public StageActor<AutoscalerState>? A { get; }

    public StageActor<DeploymentState>? D { get; }

    public StageActor<ReplicaSetState> R { get; private set; }

    public StageActor<SchedulerState> S { get; private set; }

    public StageActor<KubeletState> K { get; private set; }

    public Fallible<ReplicaSetState> ReplicaSetStage { get; private set; }

    public Fallible<SchedulerState> SchedulerStage { get; private set; }

    public Fallible<KubeletState> KubeletStage { get; private set; }

    public Wire ToDeployment { get; } = new();

    public Wire ToReplicaSet { get; } = new();

    public Wire ToScheduler { get; } = new();

    public Wire ToKubelet { get; } = new();

    public void Start()
    {
        StartBelow();
        R.Start();
        TellCount();
        D?.Start();
        A?.Start();
    }

    /// <summary>Starts the Scheduler and the Kubelet only.</summary>
    public void StartBelow()
    {
        Converges.Register();
        K.Start();
        S.Start();
    }

    /// <summary>Runs another ReplicaSet stage for a while, beside those that there are.</summary>
    public async Task RunReplicaSetAsync(CancellationToken term)
    {
        var (mine, _) = NewReplicaSet();
        R = mine;
        mine.Start();
        try
        {
            await new Permits(0).WaitAsync(term);
        }
        finally
        {
            await mine.DisposeAsync();
        }
    }

    /// <summary>The Deployment's object says so.</summary>
    public void Scale(int replicas) => A!.Post(new Scale(Deployment, replicas));

    /// <summary>The Deployment's template changes: the other ReplicaSet is its own from now on.</summary>
    public void RollOut()
    {
        D!.Post(new ObserveReplicaSet(ReplicaSet, Exists: true));
        D.Post(new ObserveReplicaSet(Important, Exists: true));
        D.Post(new ObserveDeployment(Deployment, Important));
    }

    /// <summary>Says what is wanted in place of the Deployment stage, over a link of its own.</summary>
    public Task SetCountAsync(params (ScaleKey ReplicaSet, int Replicas)[] counts) => TellAsync(version: 2, counts);

    private async Task TellAsync(ulong version, params (ScaleKey ReplicaSet, int Replicas)[] counts)
    {
        var epoch = new Epoch(++incarnations, 1);
        var (near, far) = InMemoryConnection.Pair(capacity: 4);
        _ = R.Above.ServeAsync(far);
        await near.WriteAsync([new Hello(epoch)], CancellationToken.None);
        await near.ReadAsync(CancellationToken.None);
        foreach (var (replicaSet, replicas) in counts)
        {
            await near.WriteAsync([new SetCount(epoch, replicaSet, new Count(replicas, version))], CancellationToken.None);
            await near.ReadAsync(CancellationToken.None);
        }
    }

    /// <summary>The Scheduler ends, whatever it is in the middle of, and another takes its place.</summary>
    public async Task ReplaceSchedulerAsync()
    {
        await EndAsync(S);
        (S, SchedulerStage) = NewScheduler();
        S.Start();
    }

    /// <summary>The node ends with all that it ran, and starts again empty.</summary>
    public async Task ReplaceKubeletAsync()
    {
        await EndAsync(K);
        Monitor.NodeRestarted(Node);
        (K, KubeletStage) = NewKubelet();
        K.Start();
    }

    /// <summary>The ReplicaSet stage ends, and another takes its place, which
    /// has nothing but what its watches and its neighbours say.</summary>
    public async Task ReplaceReplicaSetAsync()
    {
        await EndAsync(R);
        (R, ReplicaSetStage) = NewReplicaSet();
        R.Start();
        TellCount();
    }

    /// <summary>Waits until all levels agree that this many Pods run.</summary>
    public Task ConvergesAsync(int replicas) =>
        goal.ReachAsync(() => Agrees(replicas) && AllInSync() && S.State.Nodes.Values.All(node => node.Cancelled is null) && marks.AreSeen);

    /// <summary>Waits until something else holds after some step.</summary>
    public Task ReachesAsync(Func<bool> wanted) => goal.ReachAsync(wanted);

    /// <summary>Ends everything; what was reached must still hold.</summary>
    public async Task EndAsync(int? replicas)
    {
        foreach (var actor in new IStageActor?[] { A, D, R, S, K })
        {
            if (actor is not null)
            {
                await EndAsync(actor);
            }
        }

        Specification.Assert(Monitor.ViolationCount == 0, string.Join(' ', Monitor.Violations));
        Specification.Assert(replicas is null || Agrees(replicas.Value), "The chain agreed, and then went on to something else.");
    }

    /// <summary>Where logs are kept, a stage begins with nothing, or their replay could not.</summary>
    private bool HasCountFromStart => !shape.WithScaleLinks && !Logs.AreKept;

    private void TellCount()
    {
        if (!shape.WithScaleLinks && Logs.AreKept)
        {
            _ = Task.Run(() => TellAsync(version: 1, (ReplicaSet, shape.Replicas)));
        }
    }

    private bool Agrees(int replicas) => Agrees(ReplicaSet, replicas) && (!shape.WithImportant || R.State.ViewOf(Important).Pods.IsEmpty);

    /// <summary>Whether all levels agree that this many Pods of a ReplicaSet run, and no others.</summary>
    public bool Agrees(ScaleKey replicaSet, int replicas) =>
        R.State.ViewOf(replicaSet) is { } group && group.Tombstones.IsEmpty
        && group.Pods.Count == replicas && group.Pods.Values.All(view => view.Phase == Phase.Ready)
        && S.State.Tombstones.IsEmpty
        && S.State.Pods.Count == replicas && S.State.Pods.Values.All(binding => binding.Phase == Phase.Ready)
        && K.State.Pods.Count == replicas && K.State.Pods.Values.All(pod => pod.Phase == Phase.Ready)
        && K.State.Pods.Keys.All(pod => group.Pods.ContainsKey(pod) && S.State.Pods.ContainsKey(pod));

    private bool AllInSync() =>
        R.State.Below.InSync && S.State.AllInSync && A is not { State.Below.InSync: false } && D is not { State.Below.InSync: false };

    private static async Task EndAsync(IStageActor actor)
    {
        try
        {
            await actor.DisposeAsync();
        }
        catch (CrashException)
        {
            // As the scenario wanted.
        }
    }

    private (StageActor<KubeletState> Actor, Fallible<KubeletState> Stage) NewKubelet()
    {
        var stage = new Fallible<KubeletState>(new KubeletStage(1));
        var node = new InstantNode();
        var kubelet = Host(Node.Value, stage, KubeletState.Initial(Node), node);
        node.Actor = kubelet;
        ToKubelet.LeadTo(kubelet.Above, shape.WireCapacity);
        return (kubelet, stage);
    }

    private (StageActor<SchedulerState> Actor, Fallible<SchedulerState> Stage) NewScheduler()
    {
        var stage = new Fallible<SchedulerState>(new SchedulerStage());
        var scheduler = Host("scheduler", stage, SchedulerState.Initial(++incarnations), marks);
        var one = new Resources(1, 1, 1);
        scheduler.Post(new ObserveShape(ReplicaSet, Plain.Pods(one)));
        if (shape.WithImportant)
        {
            scheduler.Post(new ObserveShape(Important, Plain.Pods(one, priority: 1)));
        }

        scheduler.Post(new ObserveNode(Node, Plain.Node(new Resources(100, 100, shape.Places))));
        scheduler.Post(Listed.Now);
        scheduler.AddLink(LinkId.To(Node), ToKubelet, seed: 1);
        ToScheduler.LeadTo(scheduler.Above, shape.WireCapacity);
        return (scheduler, stage);
    }

    private (StageActor<ReplicaSetState> Actor, Fallible<ReplicaSetState> Stage) NewReplicaSet()
    {
        var stage = new Fallible<ReplicaSetState>(new ReplicaSetStage());
        var initial = ReplicaSetState.Initial(++incarnations);
        if (HasCountFromStart)
        {
            initial = initial with
            {
                ReplicaSets = ImmutableSortedDictionary<ScaleKey, ReplicaSetView>.Empty.Add(
                    ReplicaSet, ReplicaSetView.Empty with { Held = new Count(shape.Replicas, 1) }),
            };
        }

        var replicaSet = Host("replicaset", stage, initial, NoEffects.Instance);
        replicaSet.Post(new ObserveReplicaSet(ReplicaSet, Exists: true));
        if (shape.WithImportant)
        {
            replicaSet.Post(new ObserveReplicaSet(Important, Exists: true));
        }

        replicaSet.Post(Listed.Now);
        replicaSet.AddLink(LinkId.Only, ToScheduler, seed: 1);
        ToReplicaSet.LeadTo(replicaSet.Above, shape.WireCapacity);
        return (replicaSet, stage);
    }

    private StageActor<TState> Host<TState>(string name, IStage<TState> stage, TState initial, IEffects effects)
        where TState : class, IStageState => new(name, stage, initial, effects, options, NullLogger.Instance);
}
