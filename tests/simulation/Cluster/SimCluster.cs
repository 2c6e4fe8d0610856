using KubeDirect.KubeAdapter.Hosting;
using KubeDirect.KubeAdapter.Kubelet;
using KubeDirect.KubeAdapter.Kubelet.Simulated;
using KubeDirect.KubeAdapter.Scheduler;
using KubeDirect.Kubernetes.Client;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation.Cluster;

/// <summary>The chain's processes: production hosts, stages and links on simulated machines.</summary>
/// <remarks>Not shared with other kinds of tests, because its processes crash one by one, in virtual time.</remarks>
internal sealed class SimCluster
{
    private readonly SimLoop loop;
    private readonly Random random;
    private readonly EventLog log;
    private readonly Mutant mutant;
    private readonly SortedDictionary<string, Member> members = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SimClock> clocks = new(StringComparer.Ordinal);

    public SimCluster(SimLoop loop, ulong seed, EventLog log, Topology topology, Mutant mutant, bool faultless)
    {
        this.loop = loop;
        this.log = log;
        this.mutant = mutant;
        Topology = topology;
        random = SimRandom.For(seed, "processes");
        Network = new SimNetwork(loop, SimRandom.For(seed, "network"), log) { Window = topology.Window, KeepAlive = mutant.KeepAlive };
        Api = new ApiServer(loop, SimRandom.For(seed, "api"), log);
        if (mutant.OneLinkEndsAll)
        {
            Stepped += EndAllLinks;
        }

        Monitor = new SafetyMonitor(new SafetyMonitorOptions { ExpectNoFailures = faultless });
    }

    public Topology Topology { get; }

    public SimNetwork Network { get; }

    /// <summary>Where steps are logged; null for nowhere.</summary>
    public TraceOracle? Traces { get; init; }

    public ApiServer Api { get; }

    public SafetyMonitor Monitor { get; }

    /// <summary>After every step of every process that lives.</summary>
    public event Action<StepTaken>? Stepped;

    /// <summary>What ended a stage that nobody killed.</summary>
    public string? Failure { get; private set; }

    public IEnumerable<string> All => Heads.Concat(Topology.Nodes);

    /// <summary>The processes that are no nodes.</summary>
    public IReadOnlyList<string> Heads => Topology.Elected ? Stages.Candidates : Stages.Singletons;

    /// <summary>Nodes that do not come back.</summary>
    public SortedSet<string> Lost { get; } = new(StringComparer.Ordinal);

    public bool IsUp(string name) => members.TryGetValue(name, out var member) && member.Process.Alive;

    public SimProcess Process(string name) => members[name].Process;

    public SimClock Clock(string name)
    {
        if (!clocks.TryGetValue(name, out var clock))
        {
            clocks.Add(name, clock = new SimClock());
        }

        return clock;
    }

    /// <summary>Whether a process is up and more than a candidate.</summary>
    public bool IsServing(string name) => IsUp(name) && members[name].Probe.Serves;

    /// <summary>The state of a process's stage; null if it has none or is down.</summary>
    public TState? State<TState>(string name)
        where TState : class, IStageState => IsUp(name) ? members[name].Probe.State<TState>() : null;

    /// <summary>The state of the one stage of its kind; null if there is none, or more than one.</summary>
    public TState? Only<TState>()
        where TState : class, IStageState
    {
        var all = Heads.Select(State<TState>).OfType<TState>().ToList();
        return all.Count == 1 ? all[0] : null;
    }

    public void StartAll()
    {
        foreach (var name in All)
        {
            Start(name);
        }
    }

    /// <summary>Starts a process; one that runs under the name goes on, but is not reached any more.</summary>
    public void Start(string name)
    {
        var process = new SimProcess(loop, name, Clock(name));
        var probe = new Probe(process, log, step => Stepped?.Invoke(step));
        members[name] = new Member(process, probe);
        log.Write(name, "starts");
        var context = new ChainContext
        {
            Connection = KubeConnection.Through(
                mutant.LosesCollisions ? new CollisionLoser(Api.HandlerFor(process)) : Api.HandlerFor(process),
                new KubeConnectionOptions { Time = process.Time, MaxInFlight = 1_000_000 }),
            Server = Network.Serve(process),
            Dialers = Network.DialersOf(process),
            Observers = [
                new WhileAlive(process, Monitor),
                .. Traces is { } traces ? [new WhileAlive(process, traces.Of(process))] : Array.Empty<IStepObserver>(), probe],
            Random = RandomNumbers.Seeded(random.Next()),
            Failed = why => Fail(process, why),
            TaskScheduler = process,
            Actors = Topology.Actors,
        };
        process.Run(() => Host(process, context));
    }

    /// <summary>Kills a process: nothing of it takes another turn.</summary>
    /// <param name="name">Which.</param>
    /// <param name="silently">Its machine loses power, so that its peers are not told.</param>
    public void Kill(string name, bool silently)
    {
        if (IsUp(name))
        {
            Kill(members[name].Process, silently);
        }
    }

    /// <summary>Kills one that has a successor already.</summary>
    public void Kill(SimProcess process, bool silently)
    {
        process.Kill();
        log.Write(process.Name, silently ? "loses power" : "is killed");
        Network.Died(process, silently);
        if (Stages.IsNode(process.Name))
        {
            Monitor.NodeRestarted(new NodeName(process.Name));
        }
        else
        {
            Monitor.FailureSeen();
        }
    }

    /// <summary>A process ends by itself, as one does that leads no more, and is started again as such processes are.</summary>
    private void Exit(SimProcess process)
    {
        if (!process.Alive)
        {
            return;
        }

        Kill(process, silently: false);
        loop.After(random.Seconds(0.2, 2), () =>
        {
            if (members[process.Name].Process == process)
            {
                Start(process.Name);
            }
        });
    }

    private void EndAllLinks(StepTaken step)
    {
        if (step is { Taken: true, Input: LinkLost, After: SchedulerState })
        {
            foreach (var connection in Network.Wires.SelectMany(wire => wire.Open)
                .Where(connection => connection.Near.Process == step.Process)
                .ToList())
            {
                connection.Drop(0, TimeSpan.Zero, TimeSpan.Zero);
            }
        }
    }

    private void Host(SimProcess process, ChainContext context)
    {
        var name = process.Name;
        var scheduling = new SchedulerHostOptions { CancelAfter = Topology.CancelAfter };
        if (Topology.Elected && !Stages.IsNode(name))
        {
            _ = Candidate.RunAsync(context, Stages.RoleOf(name), scheduling, mutant.IgnoresTerm, () => Exit(process));
            return;
        }

        switch (name)
        {
            case Stages.Autoscaler:
                HeadHosts.StartAutoscaler(context);
                break;
            case Stages.Deployment:
                HeadHosts.StartDeployment(context);
                break;
            case Stages.ReplicaSet:
                HeadHosts.StartReplicaSet(context, mutant.ReplicaSet?.Invoke() ?? new ReplicaSetStage());
                break;
            case Stages.Scheduler:
                SchedulerHost.Start(context, scheduling);
                break;
            default:
                var node = new NodeAgentOptions
                {
                    Name = name,
                    Capacity = Topology.Capacity,
                    LinkAddress = $"{name}:1",
                    Seed = context.Random.Seed(),
                };
                var hosting = new NodeHostOptions
                {
                    Nodes = [node],
                    Runtime = SimulatedPodRuntime.Of([node], process.Time, options => options with { StartDelay = Topology.StartDelay }),
                    RequestsPerNode = Topology.RequestsPerNode,
                };
                NodeHost.StartAsync(context, hosting).GetAwaiter().GetResult(); // The simulated runtime has nothing to wait for.
                break;
        }
    }

    private void Fail(SimProcess process, string why)
    {
        if (process.Alive)
        {
            Failure ??= $"StageFailed: {process.Name}: {why}";
        }
    }

    private sealed record Member(SimProcess Process, Probe Probe);

    /// <summary>The turn in which a process is killed may go on to its end;
    /// nothing of that reaches the world, so nobody judges it.</summary>
    private sealed class WhileAlive(SimProcess process, IStepObserver observer) : IStepObserver
    {
        public void OnStep<TState>(string stage, TState before, Input input, Step<TState> step)
            where TState : class, IStageState
        {
            if (process.Alive)
            {
                observer.OnStep(stage, before, input, step);
            }
        }
    }
}
