using System.Globalization;

namespace KubeDirect.Tests.Simulation;

/// <summary>One run: a safety phase with faults; a liveness phase in which,
/// in some seeds, a part goes on failing; and one without faults.</summary>
internal sealed class SimRun
{
    /// <summary>In the liveness phase everything must agree within this virtual time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // So long everything must agree before it is believed: longer than the slowest watch is behind.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly ulong seed;
    private readonly bool faultless;
    private readonly SimLoop loop;
    private readonly EventLog log;
    private readonly SimCluster cluster;
    private readonly Workload workload;
    private readonly SafetyOracle safety;
    private readonly PolitenessOracle politeness;
    private readonly TraceOracle? traces;
    private readonly FaultCounts faults = new();
    private readonly TimeSpan stormy;
    private readonly int mayLose;

    private SimRun(ulong seed, Mutant mutant, bool faultless, TextWriter? to, bool traced = false)
    {
        this.seed = seed;
        this.faultless = faultless;
        loop = new SimLoop(SimRandom.For(seed, "order"));
        log = new EventLog(loop, to);
        var shape = SimRandom.For(seed, "topology");
        var topology = Topology.Of(
            shape, SimRandom.For(seed, "classes"), elected: mutant.ReplicaSet is null && SimRandom.For(seed, "hosts").Chance(0.5));
        stormy = shape.Seconds(15, 90);
        mayLose = shape.Next(0, topology.Nodes.Count - 1);
        traces = traced ? new TraceOracle(loop, mutant.LogsGaps) : null;
        cluster = new SimCluster(loop, seed, log, topology, mutant, faultless) { Traces = traces };
        workload = new Workload(loop, cluster.Api.Store, topology, SimRandom.For(seed, "workload"), log);
        safety = new SafetyOracle(cluster, loop);
        politeness = new PolitenessOracle(cluster.Api, loop);
    }

    /// <summary>Runs a seed, and, to compare, its workload without faults.</summary>
    /// <param name="seed">Decides everything.</param>
    /// <param name="mutant">What is broken; null for nothing.</param>
    /// <param name="log">Where events are written; null for nowhere.</param>
    /// <param name="traced">Whether every process logs its steps, and the logs are replayed.</param>
    public static Outcome Run(ulong seed, Mutant? mutant = null, TextWriter? log = null, bool traced = false)
    {
        // A context, as test runners have one, would take every continuation away from the loop.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return Compare(seed, mutant, log, traced);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private static Outcome Compare(ulong seed, Mutant? mutant, TextWriter? log, bool traced)
    {
        var outcome = new SimRun(seed, mutant ?? Mutant.None, faultless: false, log, traced).Run();
        if (outcome.Failure is not null)
        {
            return outcome;
        }

        var calm = new SimRun(seed, mutant ?? Mutant.None, faultless: true, to: null).Run();
        return calm.Failure is not null ? outcome with { Failure = $"{calm.Failure} (without any fault)" }
            : calm.End != outcome.End ? outcome with
            {
                Failure = $"Converges: the end is '{outcome.End}', and '{calm.End}' without faults.",
            }
            : outcome;
    }

    private Outcome Run()
    {
        log.Write("simulation", $"seed {seed}: {cluster.Topology}");
        cluster.StartAll();
        workload.Plan(stormy, cluster.Topology.Nodes.Count - mayLose);
        Nemesis? nemesis = null;
        if (!faultless)
        {
            nemesis = new Nemesis(loop, cluster, workload, seed, faults, log, mayLose);
            nemesis.Start();
        }

        string? failure;
        var replayed = 0;
        var converged = TimeSpan.Zero;
        TimeSpan? restConverged = null;
        try
        {
            failure = Advance(stormy, () => false);
            nemesis?.Stop();
            if (failure is null && nemesis?.Part(SimRandom.For(seed, "ailing"), mayLose) is { } part)
            {
                failure = Endure(part, out restConverged);
            }

            log.Write("simulation", "no more faults");
            failure ??= Converge(out converged);
        }
        catch (SimulationException e)
        {
            failure = e.Message;
        }
        finally
        {
            loop.End();
        }

        failure ??= traces?.Judge(faults, out replayed);
        if (failure is not null)
        {
            log.Write("simulation", failure);
        }

        return new Outcome(
            seed, failure, faults, converged, restConverged, loop.Now, loop.Steps, safety.Started, Agreement.Describe(cluster))
        {
            Replayed = replayed,
        };
    }

    /// <summary>The rest must converge while a part goes on failing.</summary>
    private string? Endure(Ailing part, out TimeSpan? converged)
    {
        var rest = new RestOracle(loop, cluster, workload, part);
        var done = false;
        part.Begin();
        var failure = Advance(loop.Now + Patience, () => done = rest.Look());
        part.End();
        converged = rest.Converged;
        return failure ?? rest.Violation
            ?? (done
            ? null
            : $"{rest.Why ?? "Converges: what agreed does not stay so."} ({Minutes(Patience)} after the last fault of the rest; {part})");
    }

    private string? Converge(out TimeSpan converged)
    {
        var healed = loop.Now;
        var since = (TimeSpan?)null;
        var why = "";
        var failure = Advance(healed + Patience, () =>
        {
            why = Agreement.Judge(cluster, workload.Expected);
            since = why is null ? since ?? loop.Now : null;
            return loop.Now - since >= Calm;
        });
        converged = (since ?? loop.Now) - healed;
        return failure
            ?? (loop.Now - since >= Calm
            ? null
            : $"{why ?? "Converges: what agreed does not stay so."} ({Minutes(Patience)} after the last fault)");
    }

    private static string Minutes(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes} minutes");

    /// <summary>Lets things happen until a time, a violation, or something that is looked at now and then.</summary>
    private string? Advance(TimeSpan until, Func<bool> done)
    {
        var over = false;
        var look = loop.Now;
        loop.After(until - loop.Now, () => over = true);
        while (!over)
        {
            if (!loop.Step() || safety.Violation is not null || politeness.Violation is not null || cluster.Failure is not null)
            {
                break;
            }

            if (loop.Now >= look)
            {
                look = loop.Now + Tick;
                if (done())
                {
                    break;
                }
            }
        }

        return safety.Violation ?? politeness.Violation ?? cluster.Failure;
    }
}
