using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeDirect.Tests.Unit.Runtime;

/// <summary>The stages at the two ends of a node's link, each without the rest of its chain. They run when they are returned.</summary>
internal static class LinkEnds
{
    /// <summary>The Kubelet's node, which the Scheduler knows.</summary>
    public static readonly NodeName Node = new("a");

    /// <summary>A Kubelet.</summary>
    /// <param name="links">The bounds of its link; null for the defaults.</param>
    /// <param name="initial">What it holds at first; null for nothing.</param>
    /// <param name="effects">Its runtime and its API server; null for some that never answer.</param>
    public static StageActor<KubeletState> Kubelet(LinkOptions? links = null, KubeletState? initial = null, IEffects? effects = null)
    {
        var actor = new StageActor<KubeletState>(
            Node.Value,
            new KubeletStage(1),
            initial ?? KubeletState.Initial(Node),
            effects ?? new SilentEffects(),
            new StageActorOptions { Links = links ?? new LinkOptions() },
            NullLogger.Instance);
        actor.Start();
        return actor;
    }

    /// <summary>A Scheduler that has one node.</summary>
    /// <param name="node">The way to the node.</param>
    public static StageActor<SchedulerState> Scheduler(IDialer node)
    {
        var actor = new StageActor<SchedulerState>(
            "scheduler",
            new SchedulerStage(),
            SchedulerState.Initial(1),
            NoEffects.Instance,
            new StageActorOptions(),
            NullLogger.Instance);
        actor.Post(new ObserveNode(Node, Plain.Node(new Resources(1, 1, 1))));
        actor.Post(Listed.Now);
        actor.AddLink(LinkId.To(Node), node, seed: 1);
        actor.Start();
        return actor;
    }

    /// <summary>Waits until the Scheduler is in sync with its node, or no longer.</summary>
    public static Task InSyncAsync(StageActor<SchedulerState> scheduler, bool expected = true) => Eventually.TrueAsync(
        () => scheduler.State.AllInSync == expected,
        expected ? "the Scheduler is in sync with its node" : "the Scheduler is not in sync with its node");
}
