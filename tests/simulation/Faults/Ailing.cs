using System.Text.Json.Nodes;

namespace KubeDirect.Tests.Simulation.Faults;

/// <summary>
/// The part of the system that does not heal while the rest must converge: nodes whose links and processes go on failing, and functions
/// that somebody goes on tampering with. Half of the time an operator has cordoned the nodes, so that the rest must come to rest; otherwise
/// Pods go on being bound to them and lost, and the rest is given something to do meanwhile.
/// </summary>
internal sealed class Ailing
{
    private readonly FaultScene scene;
    private readonly SimCluster cluster;
    private readonly Random random;
    private readonly Lasting lasting;
    private readonly IReadOnlyList<(string What, Action<string> Fail)> ways;
    private bool over;

    private Ailing(FaultScene scene, Random random, IReadOnlyList<string> nodes, IReadOnlyList<string> functions, bool cordoned)
    {
        (this.scene, this.random, Nodes, Functions, Cordoned) = (scene, random, nodes, functions, cordoned);
        cluster = scene.Cluster;
        lasting = new Lasting(scene.Loop);
        ways =
        [
            ("crashes", Crash),
            ("stands still", StandStill),
            ("flaps", Flap),
            ("drops its links", node => Drop(node, TimeSpan.Zero)),
            ("is half open", node => Drop(node, random.Seconds(10, 15))),
            ("is not reached", node => For(node, wire => wire.Block(random.Chance(0.7), up: true), wire => wire.Unblock())),
            ("reads slowly", node => For(node, wire => wire.ReadDelay = random.Seconds(0.02, 1.5), wire => wire.ReadDelay = TimeSpan.Zero)),
            ("is far away",
                node => For(node, wire => wire.Delay = random.Seconds(0.02, 2), wire => wire.Delay = TimeSpan.FromMilliseconds(1))),
            ("has watches that lag", Lag),
        ];
    }

    public IReadOnlyList<string> Nodes { get; }

    /// <summary>Deployments.</summary>
    public IReadOnlyList<string> Functions { get; }

    /// <summary>Whether nothing is bound to the nodes any more.</summary>
    public bool Cordoned { get; }

    /// <summary>How often any of it has failed.</summary>
    public int Failures { get; private set; }

    /// <summary>Chooses the part, if this seed can have one: never so much
    /// of it that the rest has no room for all that is wanted.</summary>
    public static Ailing? Choose(FaultScene scene, Random random, int mayLose)
    {
        var lost = scene.Cluster.Lost;
        var most = mayLose - lost.Count;
        var left = scene.Cluster.Topology.Nodes.Where(node => !lost.Contains(node)).OrderBy(_ => random.Next()).ToList();
        var nodes = left.Take(most > 0 ? random.Next(1, most + 1) : 0).Order(StringComparer.Ordinal).ToList();
        var all = scene.Workload.Deployments;
        IReadOnlyList<string> functions = all.Count > 1 && random.Chance(0.4) ? [random.Pick(all)] : [];
        return nodes.Count + functions.Count > 0 ? new Ailing(scene, random, nodes, functions, random.Chance(0.5)) : null;
    }

    public void Begin()
    {
        scene.Log($"{this} from here on");
        foreach (var node in Nodes)
        {
            Cordon(node, Cordoned);
            Again(() => FailNode(node));
        }

        foreach (var function in Functions)
        {
            Again(() => Tamper(function));
        }
    }

    /// <summary>It heals, too; but some of the nodes are lost for good.</summary>
    public void End()
    {
        over = true;
        lasting.EndAll();
        foreach (var node in Nodes)
        {
            if (random.Chance(0.3))
            {
                scene.Count(FaultClass.NodeNeverReturns);
                cluster.Lost.Add(node);
                cluster.Kill(node, silently: true);
                if (scene.Api.Store.Find("nodes", node) is not null)
                {
                    scene.Api.Store.Delete("nodes", node);
                }
            }
            else
            {
                Cordon(node, cordoned: false);
            }
        }

        foreach (var function in Functions)
        {
            scene.Workload.Restore(function);
        }
    }

    public override string ToString() => $"{string.Join(", ", Nodes.Concat(Functions))} {(Cordoned ? "(cordoned) " : "")}go on failing";

    private void Again(Action fail) => scene.Loop.After(random.Seconds(0.5, 12), () =>
    {
        if (!over)
        {
            fail();
            Again(fail);
        }
    });

    private void FailNode(string node)
    {
        if (cluster.IsUp(node) && !cluster.Process(node).Paused)
        {
            var (what, fail) = random.Pick(ways);
            Failures++;
            scene.Count(FaultClass.NodesGoOnFailing);
            scene.Log($"{node} {what}");
            fail(node);
            if (!Cordoned)
            {
                scene.Loop.After(
                    random.Seconds(0, 3), () => DeletePods(pod => Functions.All(function => !IsOf(function, pod)), share: 0.3));
            }
        }
    }

    private void Tamper(string function)
    {
        Failures++;
        scene.Count(FaultClass.FunctionsGoOnFailing);
        if (random.Chance(0.5))
        {
            scene.Workload.Edit(function, random.Next(0, scene.Workload.Wish(function) + 1));
            return;
        }

        DeletePods(pod => IsOf(function, pod), share: 0.5);
    }

    private void DeletePods(Func<ApiObject, bool> which, double share)
    {
        foreach (var pod in scene.Api.Store.All("pods").Where(pod => !over && which(pod) && random.Chance(share)))
        {
            scene.Api.Store.Delete("pods", pod.Name, force: random.Chance(0.5));
        }
    }

    private static bool IsOf(string function, ApiObject pod) => pod.Name.StartsWith(function + "-", StringComparison.Ordinal);

    private void Crash(string node)
    {
        cluster.Kill(node, silently: random.Chance(0.3));
        lasting.For(random.Seconds(0.02, 15), () =>
        {
            if (!cluster.IsUp(node))
            {
                cluster.Start(node);
            }
        });
    }

    private void StandStill(string node)
    {
        var process = cluster.Process(node);
        process.Pause();
        cluster.Network.Paused(process);
        lasting.For(random.Seconds(0.5, 25), process.Resume);
    }

    private void Flap(string node)
    {
        var at = TimeSpan.Zero;
        for (var times = random.Next(3, 10); times > 0; times--)
        {
            at += random.Milliseconds(20, 600);
            scene.Loop.After(at, () =>
            {
                if (!over)
                {
                    Drop(node, TimeSpan.Zero);
                }
            });
        }
    }

    private void Drop(string node, TimeSpan nodeNotices)
    {
        foreach (var connection in WiresOf(node).SelectMany(wire => wire.Open).ToList())
        {
            connection.Drop(random.Next(3), random.Milliseconds(0, 30), nodeNotices + random.Milliseconds(0, 30));
        }
    }

    private void For(string node, Action<SimWire> begin, Action<SimWire> end)
    {
        foreach (var wire in WiresOf(node).ToList())
        {
            begin(wire);
            lasting.For(random.Seconds(0.5, 20), () => end(wire));
        }
    }

    private void Lag(string node)
    {
        scene.Api.BreakWatches(node, silently: false);
        scene.Api.Conditions.WatchLag[node] = random.Seconds(0.5, 15);
        lasting.For(random.Seconds(1, 20), () => scene.Api.Conditions.WatchLag.Remove(node));
    }

    private void Cordon(string node, bool cordoned)
    {
        if (scene.Api.Store.Find("nodes", node) is not null)
        {
            scene.Api.Store.Patch("nodes", node, new JsonObject { ["spec"] = new JsonObject { ["unschedulable"] = cordoned } });
        }
    }

    private IEnumerable<SimWire> WiresOf(string node) => cluster.Network.Wires.Where(wire => wire.Lower == node);
}
