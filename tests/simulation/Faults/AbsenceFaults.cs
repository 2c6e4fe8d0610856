using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation.Faults;

/// <summary>Processes that stand still, that nobody reaches, that come back
/// to an API server which is behind, or that do not come back.</summary>
internal sealed class AbsenceFaults
{
    private readonly FaultScene scene;
    private readonly int mayLose;

    public AbsenceFaults(FaultScene scene, int mayLose)
    {
        this.scene = scene;
        this.mayLose = mayLose;
        scene.Cluster.Stepped += OnStep;
    }

    public IReadOnlyDictionary<FaultClass, Action> All => new Dictionary<FaultClass, Action>
    {
        [FaultClass.PausedLeaderResumes] = PauseLeader,
        [FaultClass.RestartAgainstLaggingApi] = RestartAgainstLag,
        [FaultClass.NodeNeverReturns] = LoseNode,
        [FaultClass.NodeCancelledAndReturns] = CutNodeOff,
    };

    private void OnStep(StepTaken step)
    {
        if (step.Outputs.Any(output => output is UnmarkNode))
        {
            // It was cancelled, has come back and has drained.
            scene.Count(FaultClass.NodeCancelledAndReturns);
        }
    }

    /// <summary>A leader stands still, a successor begins, and the leader
    /// goes on for a while before it notices that it leads no more.</summary>
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

    /// <summary>So long that its Lease may run out and the other candidate begin;
    /// then it goes on, and must find out by itself that it leads no more.</summary>
    private void ResumeElected(SimProcess former) => scene.For(scene.Random.Seconds(14, 35), () =>
    {
        if (!former.Alive)
        {
            return;
        }

        var role = Stages.RoleOf(former.Name);
        if (scene.Cluster.IsServing(former.Name)
            && scene.Cluster.Heads.Any(other => other != former.Name && Stages.RoleOf(other) == role && scene.Cluster.IsServing(other)))
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
}
