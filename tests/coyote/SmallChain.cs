using System.Collections.Immutable;
using KubeDirect.Runtime;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging.Abstractions;
using Specification = Microsoft.Coyote.Specifications.Specification;

namespace KubeDirect.Tests.Coyote;

/// <summary>The lower half of the chain, real stages on real actors and links: a ReplicaSet stage with a fixed count, a Scheduler and one Kubelet.</summary>
internal sealed class SmallChain : IDialer
{
    public static readonly ScaleKey ReplicaSet = new("default/web-abc");
    private static readonly NodeName Node = new("a");
    private readonly StageActorOptions options;
    private readonly Goal goal = new();
    private InMemoryLink toScheduler;

    public SmallChain(int replicas)
    {
        options = new StageActorOptions { Observers = [Monitor, goal], Time = new InstantTime(), Links = new LinkOptions { BatchSize = 2 } };
        K = new StageActor<KubeletState>("a", new KubeletStage(1), KubeletState.Initial(Node), new Runtime(this), options, NullLogger.Instance);
        var group = Group.Empty with { Held = new Count(replicas, 1) };
        var initial = ReplicaSetState.Initial(2) with { Groups = ImmutableSortedDictionary<ScaleKey, Group>.Empty.Add(ReplicaSet, group) };
        R = new StageActor<ReplicaSetState>("replicaset", new ReplicaSetStage(), initial, NoEffects.Instance, options, NullLogger.Instance);
        ToKubelet = new InMemoryLink(K.Above, capacity: 2);
        R.Post(new ObserveReplicaSet(ReplicaSet, Exists: true));
        (S, toScheduler) = NewScheduler(incarnation: 1);
        R.AddLink(LinkId.Only, this, seed: 1);
        Replicas = replicas;
    }

    public int Replicas { get; }

    public SafetyMonitor Monitor { get; } = new();

    public StageActor<ReplicaSetState> R { get; }

    public StageActor<SchedulerState> S { get; private set; }

    public StageActor<KubeletState> K { get; }

    public InMemoryLink ToScheduler => toScheduler;

    public InMemoryLink ToKubelet { get; }

    public void Start()
    {
        K.Start();
        S.Start();
        R.Start();
    }

    /// <summary>The ReplicaSet stage reaches the Scheduler that is there now.</summary>
    public Task<IConnection> DialAsync(CancellationToken cancellation) => toScheduler.DialAsync(cancellation);

    /// <summary>The Scheduler ends, whatever it is in the middle of, and another takes its place.</summary>
    public async Task ReplaceSchedulerAsync()
    {
        await S.DisposeAsync();
        (S, toScheduler) = NewScheduler(incarnation: 3);
        S.Start();
    }

    /// <summary>Waits until all levels agree that the Pods run; if that never happens, the test deadlocks, which Coyote reports.</summary>
    public Task ConvergesAsync()
    {
        goal.Set(() => R.State.Below.InSync && S.State.AllInSync
            && R.State.Group(ReplicaSet) is { } group && group.Pods.Count == Replicas && group.Pods.Values.All(view => view.Phase == Phase.Ready)
            && S.State.Pods.Count == Replicas && S.State.Pods.Values.All(binding => binding.Phase == Phase.Ready)
            && K.State.Pods.Count == Replicas && K.State.Pods.Values.All(pod => pod.Phase == Phase.Ready));
        return goal.Task;
    }

    public async Task EndAsync()
    {
        await R.DisposeAsync();
        await S.DisposeAsync();
        await K.DisposeAsync();
        Specification.Assert(Monitor.Count == 0, string.Join(' ', Monitor.Violations));
    }

    private (StageActor<SchedulerState> Scheduler, InMemoryLink Link) NewScheduler(ulong incarnation)
    {
        var scheduler = new StageActor<SchedulerState>("scheduler", new SchedulerStage(), SchedulerState.Initial(incarnation), NoEffects.Instance, options, NullLogger.Instance);
        scheduler.Post(new ObserveShape(ReplicaSet, new PodShape(new Resources(1, 1, 1), ImmutableSortedDictionary<string, string>.Empty, [])));
        scheduler.Post(new ObserveNode(Node, new NodeSpec(new Resources(100, 100, 100), ImmutableSortedDictionary<string, string>.Empty, [], Ready: true, Unschedulable: false)));
        scheduler.Post(Listed.Now);
        scheduler.AddLink(LinkId.To(Node), ToKubelet, seed: 1);
        return (scheduler, new InMemoryLink(scheduler.Above, capacity: 2));
    }

    /// <summary>Starts and stops Pods at once; the API server never answers, which the chain does not wait for.</summary>
    private sealed class Runtime(SmallChain chain) : IEffects
    {
        public void Perform(Output output)
        {
            if (output is StartPod start)
            {
                chain.K.Post(new PodStarted(start.Pod));
            }
            else if (output is StopPod stop)
            {
                chain.K.Post(new PodStopped(stop.Pod));
            }
        }
    }
}
