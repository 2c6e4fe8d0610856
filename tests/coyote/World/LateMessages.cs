using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging.Abstractions;
using Specification = Microsoft.Coyote.Specifications.Specification;

namespace KubeDirect.Tests.Coyote.World;

/// <summary>A Kubelet between two connections of one Scheduler: the old
/// one still has messages under way while the new one greets.</summary>
internal static class LateMessages
{
    private static readonly ScaleKey ReplicaSet = new("default/web-abc");
    private static readonly PodId Wanted = new(ReplicaSet, "wanted");
    private static readonly PodId Former = new(ReplicaSet, "old");
    private static readonly Epoch Old = new(1, 1);
    private static readonly Epoch Now = new(1, 2);

    public static async Task RunAsync()
    {
        var monitor = new SafetyMonitor();
        var effects = new Starts();
        var options =
            new StageActorOptions { Observers = Logs.With(Narration.Instance, monitor), Time = new InstantTime(), MailboxCapacity = 1 };
        var kubelet = new StageActor<KubeletState>(
            "a", new KubeletStage(1), KubeletState.Initial(new NodeName("a")), effects, options, NullLogger.Instance);
        effects.Actor = kubelet;
        kubelet.Start();
        var (old, _) = await GreetAsync(kubelet, Old);
        await Task.WhenAll(new[] { Task.Run(() => WriteLateAsync(old)), Task.Run(() => RunWantedAsync(kubelet)) });
        await kubelet.DisposeAsync();
        Specification.Assert(monitor.ViolationCount == 0, string.Join(' ', monitor.Violations));
        Specification.Assert(kubelet.State.PhaseOf(Wanted) == Phase.Ready, "The Pod of the new epoch does not run.");
    }

    private static async Task<(InMemoryConnection Near, PodSnapshot Snapshot)> GreetAsync(StageActor<KubeletState> kubelet, Epoch epoch)
    {
        var (near, far) = InMemoryConnection.Pair(4);
        _ = kubelet.Above.ServeAsync(far);
        await near.WriteAsync([new Hello(epoch)], CancellationToken.None);
        var answer = (await near.ReadAsync(CancellationToken.None))![0];
        Specification.Assert(answer is PodSnapshot && answer.Epoch == epoch, $"The answer to Hello was {answer}.");
        return (near, (PodSnapshot)answer);
    }

    /// <summary>What the old connection still carries while the new one greets, which ends it at some point.</summary>
    private static async Task WriteLateAsync(InMemoryConnection old)
    {
        try
        {
            await old.WriteAsync(
                [new Tombstone(Old, [Wanted]), new Bind(Old, Former, default), new Tombstone(Old, [Wanted])], CancellationToken.None);
        }
        catch (LinkBrokenException)
        {
            // The new connection has taken its place.
        }
    }

    /// <summary>Greets in the next epoch, binds the Pod, and waits until it is ready.</summary>
    private static async Task RunWantedAsync(StageActor<KubeletState> kubelet)
    {
        var (near, snapshot) = await GreetAsync(kubelet, Now);
        await near.WriteAsync([new Bind(Now, Wanted, default)], CancellationToken.None);
        while (!(await near.ReadAsync(CancellationToken.None))!.OfType<Update>().Any(
            update => update.Pods.Any(report => report.Pod == Wanted && report.Phase == Phase.Ready)))
        {
            // Another Pod, or not yet.
        }

        Specification.Assert(
            !kubelet.State.Pods.ContainsKey(Former) || snapshot.Pods.Any(report => report.Pod == Former),
            "EpochFencing: a Pod was bound by a message of the old epoch after the new handshake.");
    }

    private sealed class Starts : IEffects
    {
        public StageActor<KubeletState>? Actor { get; set; }

        public void Perform(Output output)
        {
            if (output is StartPod start)
            {
                Actor!.Post(new PodStarted(start.Pod));
            }
        }
    }
}
