using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation;

/// <summary>Crashes at a chosen moment: armed first, and carried out when the moment comes.</summary>
internal sealed class CrashFaults
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly FaultScene scene;
    private readonly int mayLose;
    private readonly List<Armed> armed = [];

    public CrashFaults(FaultScene scene, int mayLose)
    {
        this.scene = scene;
        this.mayLose = mayLose;
        scene.Cluster.Stepped += OnStep;
        scene.Cluster.Network.Written += transfer => OnTransfer(transfer, written: true);
        scene.Cluster.Network.Read += transfer => OnTransfer(transfer, written: false);
        scene.Api.Sent += OnRequest;
    }

    public IReadOnlyDictionary<FaultClass, Action> All => new Dictionary<FaultClass, Action>
    {
        [FaultClass.CrashReceivedNotApplied] = () => Arm(FaultClass.CrashReceivedNotApplied, scene.AnyUp()),
        [FaultClass.CrashAppliedNotSent] = () => Arm(FaultClass.CrashAppliedNotSent, scene.AnyUp()),
        [FaultClass.CrashSentNotAcknowledged] = () => Arm(FaultClass.CrashSentNotAcknowledged, scene.AnyUp()),
        [FaultClass.CrashInHandshake] = CrashInHandshake,
        [FaultClass.CrashWhilePublishing] = () => Arm(FaultClass.CrashWhilePublishing, scene.AnyUp(Stages.IsNode)),
        [FaultClass.LostTombstone] = () => Arm(FaultClass.LostTombstone, ""),
        [FaultClass.CrashOfAdjacentPair] = CrashPair,
        [FaultClass.CrashOfAll] = CrashAll,
        [FaultClass.PausedLeaderResumes] = PauseLeader,
        [FaultClass.RestartAgainstLaggingApi] = RestartAgainstLag,
        [FaultClass.NodeNeverReturns] = LoseNode,
        [FaultClass.NodeCancelledAndReturns] = CutNodeOff,
    };

    private void Arm(FaultClass fault, string process)
    {
        armed.RemoveAll(old => old.Until < scene.Loop.Now);
        armed.Add(new Armed(fault, process, scene.Loop.Now + Patience, scene.Random.Next(4)));
    }

    private void OnStep(StepTaken step)
    {
        if (step.Outputs.Any(output => output is UnmarkNode))
        {
            // It was cancelled, has come back and has drained.
            scene.Count(FaultClass.NodeCancelledAndReturns);
        }

        if (armed.Count == 0)
        {
            return;
        }

        var sends = step.Outputs.Any(output => output is SendUp or SendDown);
        if (sends && TryFire(FaultClass.CrashAppliedNotSent, step.Process))
        {
            return;
        }

        var handshake = step.Input is Connect or Answer or FromAbove { Message: Hello } or FromBelow { Message: PodSnapshot or ScaleSnapshot };
        if (handshake && step.Taken)
        {
            TryFire(FaultClass.CrashInHandshake, step.Process);
        }
    }

    private void OnTransfer(Transfer transfer, bool written)
    {
        if (armed.Count == 0)
        {
            return;
        }

        var name = transfer.Down == written ? transfer.Wire.Upper : transfer.Wire.Lower;
        if (!scene.Cluster.IsUp(name))
        {
            return;
        }

        var process = scene.Cluster.Process(name);
        if (written && transfer.Batch.Any(message => message is Tombstone) && TryFire(FaultClass.LostTombstone, process))
        {
            foreach (var connection in transfer.Wire.Open)
            {
                connection.Drop(0, TimeSpan.Zero, TimeSpan.Zero);
            }

            return;
        }

        TryFire(written ? FaultClass.CrashSentNotAcknowledged : FaultClass.CrashReceivedNotApplied, process);
    }

    private void OnRequest(SimProcess process, ApiRequest request)
    {
        if (armed.Count > 0 && request.IsWrite && request.Collection == "pods")
        {
            TryFire(FaultClass.CrashWhilePublishing, process);
        }
    }

    private bool TryFire(FaultClass fault, SimProcess process)
    {
        var due = armed.FindIndex(candidate => candidate.Fault == fault
            && candidate.Until >= scene.Loop.Now
            && (candidate.Process.Length == 0 || candidate.Process == process.Name));
        if (due < 0 || scene.Healed || !process.Alive || process.Paused || process != scene.Cluster.Process(process.Name))
        {
            return false;
        }

        if (armed[due].Skip > 0)
        {
            armed[due] = armed[due] with { Skip = armed[due].Skip - 1 };
            return false;
        }

        armed.RemoveAt(due);
        scene.Count(fault);
        scene.Crash(process.Name);
        return true;
    }

    private void CrashInHandshake()
    {
        var name = scene.AnyUp();
        Arm(FaultClass.CrashInHandshake, name);
        foreach (var connection in scene.Cluster.Network.Wires.Where(wire => wire.Upper == name || wire.Lower == name).SelectMany(wire => wire.Open).ToList())
        {
            connection.Drop(scene.Random.Next(3), scene.Random.Milliseconds(0, 20), scene.Random.Milliseconds(0, 20));
        }
    }

    private void CrashPair()
    {
        if (scene.AnyWire() is { } wire)
        {
            scene.Count(FaultClass.CrashOfAdjacentPair);
            scene.Crash(wire.Upper);
            scene.Crash(wire.Lower);
        }
    }

    private void CrashAll()
    {
        scene.Count(FaultClass.CrashOfAll);
        foreach (var name in scene.Cluster.All.ToList())
        {
            scene.Crash(name);
        }
    }

    /// <summary>A leader stands still, a successor begins, and the leader goes on for a while before it notices that it leads no more.</summary>
    private void PauseLeader()
    {
        var name = scene.AnyUp(candidate => !Stages.IsNode(candidate));
        if (name.Length == 0)
        {
            return;
        }

        var former = scene.Cluster.Process(name);
        former.Pause();
        scene.Cluster.Network.Paused(former);
        scene.Log($"{name} stands still");
        if (scene.Cluster.Topology.Elected)
        {
            ResumeElected(former);
            return;
        }

        scene.For(scene.Random.Seconds(1, 20), () =>
        {
            if (!former.Alive || scene.Cluster.Process(name) != former)
            {
                return; // It was killed where it stood, and has a successor already.
            }

            scene.Cluster.Start(name);
            scene.For(scene.Random.Seconds(0.01, 6), () =>
            {
                if (!former.Alive)
                {
                    return;
                }

                scene.Count(FaultClass.PausedLeaderResumes);
                former.Resume();
                scene.For(scene.Random.Seconds(0.1, 5), () => scene.Cluster.Kill(former, silently: false));
            });
        });
    }

    /// <summary>So long that its Lease may run out and the other candidate begin; then it goes on, and must find out by itself that it leads no more.</summary>
    private void ResumeElected(SimProcess former) => scene.For(scene.Random.Seconds(14, 35), () =>
    {
        if (!former.Alive)
        {
            return;
        }

        var role = Stages.RoleOf(former.Name);
        if (scene.Cluster.IsServing(former.Name) && scene.Cluster.Heads.Any(other => other != former.Name && Stages.RoleOf(other) == role && scene.Cluster.IsServing(other)))
        {
            scene.Count(FaultClass.PausedLeaderResumes);
        }

        scene.Log($"{former.Name} goes on");
        former.Resume();
    });

    private void RestartAgainstLag()
    {
        var name = scene.AnyUp();
        if (name.Length == 0)
        {
            return;
        }

        var conditions = scene.Api.Conditions;
        conditions.Lag = scene.Random.Seconds(0.5, 4);
        conditions.WatchLag[name] = scene.Random.Seconds(1, 12);
        scene.Count(FaultClass.RestartAgainstLaggingApi);
        scene.Crash(name);
        scene.For(scene.Random.Seconds(5, 20), () =>
        {
            conditions.Lag = TimeSpan.Zero;
            conditions.WatchLag.Remove(name);
        });
    }

    /// <summary>A node cannot be reached for so long that it may be cancelled, and then it can.</summary>
    private void CutNodeOff()
    {
        var name = scene.AnyUp(Stages.IsNode);
        foreach (var wire in scene.Cluster.Network.Wires.Where(wire => wire.Lower == name))
        {
            wire.Refusing = true;
            foreach (var connection in wire.Open)
            {
                connection.Drop(scene.Random.Next(3), TimeSpan.Zero, TimeSpan.Zero);
            }

            scene.For(scene.Random.Seconds(4, 30), () => wire.Refusing = false);
        }
    }

    /// <summary>A node loses power for good, and somebody deletes its Node.</summary>
    private void LoseNode()
    {
        var name = scene.AnyUp(Stages.IsNode);
        if (name.Length == 0 || scene.Cluster.Lost.Count >= mayLose)
        {
            return;
        }

        scene.Count(FaultClass.NodeNeverReturns);
        scene.Cluster.Lost.Add(name);
        scene.Cluster.Kill(name, silently: true);
        scene.For(scene.Random.Seconds(0, 25), () =>
        {
            if (scene.Api.Store.Find("nodes", name) is not null)
            {
                scene.Api.Store.Delete("nodes", name);
            }
        });
    }

    private sealed record Armed(FaultClass Fault, string Process, TimeSpan Until, int Skip);
}
