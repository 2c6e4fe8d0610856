using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation.Faults;

/// <summary>What the API server does to its clients, and clocks to theirs.</summary>
internal sealed class ApiFaults
{
    private readonly FaultScene scene;
    private TimeSpan awayFrom = TimeSpan.MinValue;
    private bool awaitsScaleUp;
    private bool partitioned;

    public ApiFaults(FaultScene scene)
    {
        this.scene = scene;
        scene.Api.Faulted += OnFaulted;
        scene.Cluster.Stepped += OnStep;
    }

    public IReadOnlyDictionary<FaultClass, Action> All => new Dictionary<FaultClass, Action>
    {
        [FaultClass.ApiAwayForScaleUp] = AwayForScaleUp,
        [FaultClass.ApiErrors] = () => While(
            conditions => conditions.Errors = scene.Random.NextDouble(), conditions => conditions.Errors = 0),
        [FaultClass.LostAnswer] = () => While(
            conditions => conditions.LostAnswers = scene.Random.NextDouble(), conditions => conditions.LostAnswers = 0),
        [FaultClass.ConflictStorm] = () => While(
            conditions => conditions.Conflicts = scene.Random.NextDouble(), conditions => conditions.Conflicts = 0),
        [FaultClass.PodsRefused] = () => While(
            conditions => conditions.Refusals = scene.Random.NextDouble(), conditions => conditions.Refusals = 0),
        [FaultClass.StaleWatch] = StaleWatch,
        [FaultClass.BrokenWatch] = () => BreakWatches(FaultClass.BrokenWatch, silently: false),
        [FaultClass.SilentWatch] = () => BreakWatches(FaultClass.SilentWatch, silently: true),
        [FaultClass.WatchExpiredDuringPartition] = ExpireDuringPartition,
        [FaultClass.ClockJump] = () =>
        {
            scene.Count(FaultClass.ClockJump);
            scene.Cluster.Clock(scene.Random.Pick(scene.Cluster.All.ToList())).Skew += scene.Random.Seconds(-7200, 7200);
        },
    };

    private void While(Action<ApiConditions> begin, Action<ApiConditions> end)
    {
        begin(scene.Api.Conditions);
        scene.For(scene.Random.Seconds(0.5, 20), () => end(scene.Api.Conditions));
    }

    private void OnFaulted(string what)
    {
        switch (what)
        {
            case "error":
                scene.Count(FaultClass.ApiErrors);
                break;
            case "lost answer":
                scene.Count(FaultClass.LostAnswer);
                break;
            case "conflict":
                scene.Count(FaultClass.ConflictStorm);
                break;
            case "refusal":
                scene.Count(FaultClass.PodsRefused);
                break;
            case "expired" when partitioned:
                scene.Count(FaultClass.WatchExpiredDuringPartition);
                break;
        }
    }

    /// <summary>As soon as the head has seen that more is wanted, the API server
    /// goes, and comes back when the chain has long done its work.</summary>
    private void AwayForScaleUp()
    {
        var deployment = scene.Random.Pick(scene.Workload.Deployments);
        awaitsScaleUp = true;
        scene.Workload.Edit(deployment, scene.Workload.Wish(deployment) + scene.Random.Next(1, 5));
        scene.For(scene.Random.Seconds(5, 30), () =>
        {
            awaitsScaleUp = false;
            (scene.Api.Conditions.Away, scene.Api.Conditions.Hangs) = (false, false);
            scene.Workload.Restore(deployment);
        });
    }

    private void OnStep(StepTaken step)
    {
        if (awaitsScaleUp && step.Input is Scale { Replicas: > 0 } && !scene.Healed && awayFrom != scene.Loop.Now)
        {
            awaitsScaleUp = false;
            awayFrom = scene.Loop.Now;
            (scene.Api.Conditions.Away, scene.Api.Conditions.Hangs) = (true, scene.Random.Chance(0.3));
            scene.Count(FaultClass.ApiAwayForScaleUp);
        }
    }

    private void StaleWatch()
    {
        var process = scene.Random.Pick(scene.Cluster.All.ToList());
        scene.Api.Conditions.WatchLag[process] = scene.Random.Seconds(0.5, 15);
        scene.Count(FaultClass.StaleWatch);
        scene.For(scene.Random.Seconds(1, 20), () => scene.Api.Conditions.WatchLag.Remove(process));
    }

    private void BreakWatches(FaultClass fault, bool silently)
    {
        var process = scene.Random.Chance(0.3) ? null : scene.Random.Pick(scene.Cluster.All.ToList());
        if (scene.Api.BreakWatches(process, silently) > 0)
        {
            scene.Count(fault);
        }
    }

    /// <summary>A link is cut, and while it is, every watch breaks and finds that what it missed is forgotten.</summary>
    private void ExpireDuringPartition()
    {
        if (scene.AnyWire() is not { } wire)
        {
            return;
        }

        partitioned = true;
        wire.Block(down: true, up: true);
        var deployment = scene.Random.Pick(scene.Workload.Deployments);
        scene.Workload.Edit(deployment, scene.Random.Next(0, 6));
        scene.Api.Store.Compact();
        scene.Api.BreakWatches(process: null, silently: false);
        scene.For(scene.Random.Seconds(3, 20), () =>
        {
            partitioned = false;
            wire.Unblock();
            scene.Workload.Restore(deployment);
        });
    }
}
