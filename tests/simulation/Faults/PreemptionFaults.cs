using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation.Faults;

/// <summary>Important Pods that find no room, and crashes while it is being made for them.</summary>
internal sealed class PreemptionFaults
{
    private readonly FaultScene scene;
    private TimeSpan crashUntil = TimeSpan.MinValue;

    public PreemptionFaults(FaultScene scene)
    {
        this.scene = scene;
        scene.Cluster.Stepped += OnStep;
    }

    public IReadOnlyDictionary<FaultClass, Action> All => new Dictionary<FaultClass, Action>
    {
        [FaultClass.Preemption] = Crowd,
        [FaultClass.CrashDuringPreemption] = () =>
        {
            crashUntil = scene.Loop.Now + TimeSpan.FromSeconds(15);
            Crowd();
        },
    };

    private void OnStep(StepTaken step)
    {
        if (step is not { Taken: true, Input: Preempt preempt } || scene.Healed)
        {
            return;
        }

        scene.Count(FaultClass.Preemption);
        if (scene.Loop.Now > crashUntil)
        {
            return;
        }

        crashUntil = TimeSpan.MinValue;
        scene.Loop.After(scene.Random.Milliseconds(0, 10), () =>
        {
            var victim = scene.Random.Chance(0.5) ? step.Process.Name : preempt.Node.Value;
            if (scene.Cluster.IsUp(victim) && !scene.Healed)
            {
                scene.Count(FaultClass.CrashDuringPreemption);
                scene.Crash(victim);
            }
        });
    }

    /// <summary>The less important fill the cluster, and then more of the most important are wanted.</summary>
    private void Crowd()
    {
        var topology = scene.Cluster.Topology;
        var all = scene.Workload.Deployments;
        if (topology.Classes.All(each => each.Priority == 0))
        {
            return;
        }

        var least = scene.Random.Pick(all.Skip(1).ToList());
        scene.Workload.Edit(least, topology.Places * topology.Nodes.Count);
        scene.For(scene.Random.Seconds(0.5, 4), () =>
        {
            scene.Workload.Edit(all[0], scene.Random.Next(1, topology.Places * topology.Nodes.Count));
            scene.For(scene.Random.Seconds(2, 12), () =>
            {
                scene.Workload.Restore(least);
                scene.Workload.Restore(all[0]);
            });
        });
    }
}
