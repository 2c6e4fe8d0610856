namespace KubeDirect.Tests.Simulation.Faults;

/// <summary>What every kind of fault needs: the cluster, the seed's decisions, and a way to undo what lasts.</summary>
internal sealed class FaultScene(SimLoop loop, SimCluster cluster, Workload workload, Random random, FaultCounts counts, EventLog log)
{
    private readonly Lasting lasting = new(loop);
    private readonly SortedSet<string> restarting = new(StringComparer.Ordinal);

    public SimLoop Loop => loop;

    public SimCluster Cluster => cluster;

    public Workload Workload => workload;

    public Random Random => random;

    public ApiServer Api => cluster.Api;

    public bool Healed { get; private set; }

    public void Log(string what) => log.Write("fault", what);

    public void Count(FaultClass fault)
    {
        counts.Add(fault);
        if (log.Enabled)
        {
            log.Write("fault", $"{fault} fired");
        }
    }

    public void Count(CrashCell cell)
    {
        counts.Add(cell);
        if (log.Enabled)
        {
            log.Write("fault", $"{cell} fired");
        }
    }

    /// <summary>Lets something last for a while, but no longer than the faults do.</summary>
    public void For(TimeSpan time, Action end) => lasting.For(time, end);

    /// <summary>Does something outside of every process and every turn, now.</summary>
    public void Soon(Action action) => loop.After(TimeSpan.Zero, action);

    /// <summary>Kills a process, which starts again after a while.</summary>
    public void Crash(string name)
    {
        if (!cluster.IsUp(name) || Healed)
        {
            return;
        }

        cluster.Kill(name, silently: random.Chance(0.3));
        Restart(name, random.Chance(0.3) ? random.Milliseconds(0, 50) : random.Seconds(0.05, 9));
    }

    public void Restart(string name, TimeSpan after)
    {
        restarting.Add(name);
        loop.After(after, () => StartAgain(name));
    }

    public string AnyUp(Func<string, bool>? which = null)
    {
        var up = cluster.All.Where(name => cluster.IsUp(name) && !cluster.Process(name).Paused && (which is null || which(name))).ToList();
        var serving = up.Where(cluster.IsServing).ToList();
        return up.Count == 0 ? "" : random.Pick(serving.Count > 0 && random.Chance(0.9) ? serving : up);
    }

    public SimWire? AnyWire()
    {
        var wires = cluster.Network.Wires.Where(wire => wire.Open.Count > 0).ToList();
        return wires.Count == 0 ? null : random.Pick(wires);
    }

    public void Heal()
    {
        Healed = true;
        lasting.EndAll();
        foreach (var name in restarting.ToList())
        {
            StartAgain(name);
        }

        cluster.Api.Conditions.Heal();
        foreach (var wire in cluster.Network.Wires)
        {
            (wire.Delay, wire.ReadDelay, wire.Refusing) = (TimeSpan.FromMilliseconds(1), TimeSpan.Zero, false);
            wire.Unblock();
        }
    }

    private void StartAgain(string name)
    {
        if (restarting.Remove(name) && !cluster.IsUp(name) && !cluster.Lost.Contains(name))
        {
            cluster.Start(name);
        }
    }
}
