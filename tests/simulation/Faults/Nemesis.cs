namespace KubeDirect.Tests.Simulation.Faults;

/// <summary>Injects faults until it is told to stop. Each seed has its own
/// selection of classes, since some hide what others would find.</summary>
internal sealed class Nemesis
{
    private readonly SimLoop loop;
    private readonly Random random;
    private readonly FaultScene scene;
    private readonly List<FaultClass> selection;
    private readonly Dictionary<FaultClass, Action> faults;
    private bool stopped;

    public Nemesis(SimLoop loop, SimCluster cluster, Workload workload, ulong seed, FaultCounts counts, EventLog log, int mayLose)
    {
        this.loop = loop;
        random = SimRandom.For(seed, "faults");
        scene = new FaultScene(loop, cluster, workload, random, counts, log);
        var crashes = new CrashFaults(scene);
        var absences = new AbsenceFaults(scene, mayLose);
        var links = new LinkFaults(scene);
        var api = new ApiFaults(scene);
        var outside = new OutsideFaults(scene);
        var names = new NameFaults(scene);
        var preemption = new PreemptionFaults(scene);
        faults = new[]
        {
            crashes.All,
            absences.All,
            links.All,
            api.All,
            outside.All,
            names.All,
            preemption.All,
        }.SelectMany(all => all).ToDictionary(pair => pair.Key, pair => pair.Value);
        selection = [.. faults.Keys.Order().Where(_ => random.Chance(0.4))];
        if (selection.Count == 0)
        {
            selection.Add(random.Pick(faults.Keys.Order().ToList()));
        }
    }

    public void Start() => loop.After(random.Seconds(0.5, 4), Next);

    /// <summary>No fault happens any more, and every one that lasts is over: nodes that were lost stay so.</summary>
    public void Stop()
    {
        stopped = true;
        scene.Heal();
    }

    /// <summary>The part of the system that goes on failing all the same; null if this seed has none.</summary>
    public Ailing? Part(Random choice, int mayLose) => Ailing.Choose(scene, choice, mayLose);

    private void Next()
    {
        if (stopped)
        {
            return;
        }

        var fault = random.Pick(selection);
        scene.Log($"{fault}");
        faults[fault]();
        loop.After(random.Chance(0.2) ? random.Milliseconds(1, 100) : random.Seconds(0.2, 8), Next);
    }
}
