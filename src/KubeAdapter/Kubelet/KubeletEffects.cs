using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Informers;
using KubeDirect.Kubernetes.Publishing;
using KubeDirect.Primitives;
using k8s.Models;
using KubeDirect.Runtime;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>What a Kubelet stage's outputs do: Pods at the runtime, objects at the API server. Answers come back as inputs.</summary>
/// <remarks>
/// Time and politeness live here and not in the stage: the answer to a request that failed is held back for as long as the backoff says,
/// so that the stage, which asks again at once, asks at the right moment. Thread-safe.
/// </remarks>
internal sealed class KubeletEffects(
    NodeAgentOptions node,
    IApi server,
    ObjectStore<V1ReplicaSet> replicaSets,
    IPodRuntime runtime,
    PodAddresses addresses,
    int seed,
    ILogger logger,
    CancellationToken stopping) : IEffects
{
    private readonly PodApi api = new(server);
    private readonly object gate = new();
    private readonly Dictionary<PodId, DateTimeOffset> accepted = [];
    private readonly KeyedBackoff<PodId> backoff = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(10), seed);
    private readonly HashSet<PodId> unstarted = [];
    private readonly Refusals refusals = new(server.Time);

    /// <summary>The stage; set before it starts.</summary>
    public required Func<IStageActor> Stage { get; init; }

    /// <summary>What the watch of Pods has of a Pod's object, as news to the stage; null if it shows none.</summary>
    public Func<PodId, Input?> Shown { get; init; } = _ => null;

    /// <summary>Where its requests run.</summary>
    public TaskScheduler TaskScheduler { get; init; } = TaskScheduler.Default;

    private TimeProvider Time => server.Time;

    /// <inheritdoc/>
    public void Perform(Output output)
    {
        switch (output)
        {
            case StartPod start:
                lock (gate)
                {
                    accepted[start.Pod] = Time.GetUtcNow();
                    if (refusals.Has(start.Pod.Owner))
                    {
                        // Its like were refused: it runs once the API server has taken it, and not before.
                        unstarted.Add(start.Pod);
                    }
                    else
                    {
                        runtime.Start(start.Pod, Answer);
                    }
                }

                break;
            case StopPod stop:
                lock (gate)
                {
                    unstarted.Remove(stop.Pod);
                    runtime.Stop(stop.Pod, Answer);
                }

                break;
            case CreateObject create:
                Request(create.Pod, () => CreateAsync(create.Pod));
                break;
            case ShowReady show:
                Request(show.Pod, () => ShowReadyAsync(show.Pod, show.Uid), show.Uid);
                break;
            case DeleteObject delete:
                Request(delete.Pod, () => DeleteAsync(delete.Pod, delete.Uid), delete.Uid);
                break;
            default:
                throw new InvalidOperationException($"A Kubelet does not ask for {output}.");
        }
    }

    private void Answer(Input input) => Answer(input, uid: null);

    private void Answer(Input input, string? uid)
    {
        if (input is PodStopped stopped)
        {
            addresses.Release(stopped.Pod.ToString());
            lock (gate)
            {
                accepted.Remove(stopped.Pod);
                backoff.Forget(stopped.Pod);
            }
        }

        Stage().Post(input);
        var forgotten = input switch
        {
            PodStopped ended => ended.Pod,
            PublishDone { Outcome: not PublishOutcome.Done } failed => failed.Pod,
            _ => (PodId?)null,
        };
        if (forgotten is { } pod && Shown(pod) is { } shown && !IsBehind(shown, input, uid))
        {
            // With these the stage may forget a Pod of whose object it never heard: a create was carried out and its answer lost. The watch
            // showed the object while the stage still knew the Pod, and says nothing of it again; so it is said here, or nobody would delete it.
            Stage().Post(shown);
        }
    }

    /// <summary>Whether the watch still shows an object that the API server has just said is gone. Told of it, the stage would have it deleted again, at once and for as long as the watch is behind.</summary>
    private static bool IsBehind(Input shown, Input answer, string? uid) =>
        uid is not null && answer is PublishDone { Outcome: PublishOutcome.Vanished } && uid == (shown switch { ObserveObject there => there.Uid, ObserveDeleted deleted => deleted.Uid, _ => null });

    private void Request(PodId pod, Func<Task<PodCallResult>> call, string? uid = null) => _ = Background.Run(() => RequestAsync(pod, call, uid), TaskScheduler);

    private async Task RequestAsync(PodId pod, Func<Task<PodCallResult>> call, string? uid)
    {
        try
        {
            var result = await call();
            var done = Interpret(pod, result);
            if (result is PodCallResult.Retry retry)
            {
                await Permits.DelayAsync(DelayOf(pod, retry.After), Time, stopping);
            }
            else if (result is PodCallResult.Rejected rejected)
            {
                await Permits.DelayAsync(HoldBack(pod, rejected.Sentence), Time, stopping);
            }

            lock (gate)
            {
                // An ended Pod that was never created is forgotten by the stage, so nobody asks again.
                if (done.Outcome != PublishOutcome.Failed || !accepted.ContainsKey(pod))
                {
                    backoff.Forget(pod);
                }
            }

            Answer(done, uid);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The node ends; whoever comes after it finds the object in its watch.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            logger.LogError(e, "A request for Pod {Pod} failed in an unforeseen way.", pod);
            await Permits.DelayAsync(DelayOf(pod, TimeSpan.FromSeconds(1)), Time, CancellationToken.None);
            Answer(new PublishDone(pod, PublishOutcome.Failed));
        }
    }

    private PublishDone Interpret(PodId pod, PodCallResult result)
    {
        switch (result)
        {
            case PodCallResult.Created created:
                Accepted(pod);
                return new PublishDone(pod, PublishOutcome.Done, created.Uid);
            case PodCallResult.Exists exists:
                if (!exists.Deleting)
                {
                    Accepted(pod);
                }

                return new PublishDone(pod, exists.Deleting ? PublishOutcome.Vanished : PublishOutcome.Done, exists.Uid);
            case PodCallResult.Patched or PodCallResult.Deleted:
                return new PublishDone(pod, PublishOutcome.Done);
            case PodCallResult.Gone:
                return new PublishDone(pod, PublishOutcome.Vanished);
            case PodCallResult.Foreign foreign:
                logger.LogWarning("Pod {Pod}: {Why} It is replaced.", pod, foreign.Sentence);
                return new PublishDone(pod, PublishOutcome.Refused);
            case PodCallResult.Rejected:
                return new PublishDone(pod, PublishOutcome.Refused);
            case PodCallResult.Retry retry:
                logger.LogDebug("Pod {Pod}: {Why}", pod, retry.Sentence);
                return new PublishDone(pod, PublishOutcome.Failed);
            default:
                throw new InvalidOperationException($"{result.GetType().Name} is no result of a call.");
        }
    }

    private void Accepted(PodId pod)
    {
        refusals.Accept(pod.Owner);
        lock (gate)
        {
            if (unstarted.Remove(pod))
            {
                runtime.Start(pod, Answer);
            }
        }
    }

    private TimeSpan HoldBack(PodId pod, string why)
    {
        var delay = refusals.Refuse(pod.Owner, out var begins);
        logger.Log(begins ? LogLevel.Warning : LogLevel.Debug, "Pod {Pod} is refused: {Why} It is replaced in {Delay:0.0} s.", pod, why, delay.TotalSeconds);
        return delay;
    }

    private async Task<PodCallResult> CreateAsync(PodId pod)
    {
        if (!replicaSets.TryGet(ChainKeys.ObjectKeyOf(pod.Owner), out var owner))
        {
            return new PodCallResult.Retry(TimeSpan.FromMilliseconds(50), $"ReplicaSet {pod.Owner} is not in the watch yet.");
        }

        var value = PodMaterializer.Materialize(owner, ChainKeys.ObjectKeyOf(pod).Name, node.Name);
        return backoff.Failures(pod) > 0 ? await api.CreateAgainAsync(value, stopping) : await api.CreateAsync(value, stopping);
    }

    private async Task<PodCallResult> ShowReadyAsync(PodId pod, string uid)
    {
        var key = ChainKeys.ObjectKeyOf(pod);
        if (!replicaSets.TryGet(ChainKeys.ObjectKeyOf(pod.Owner), out var owner))
        {
            return new PodCallResult.Retry(TimeSpan.FromMilliseconds(50), $"ReplicaSet {pod.Owner} is not in the watch yet.");
        }

        if (addresses.Take(pod.ToString()) is not { } address)
        {
            return new PodCallResult.Retry(TimeSpan.FromSeconds(1), $"Node {node.Name} has no address left.");
        }

        DateTimeOffset started;
        lock (gate)
        {
            started = accepted.TryGetValue(pod, out var known) ? known : Time.GetUtcNow();
        }

        var status = PodStatuses.Ready(owner.Spec.Template.Spec, key.Name, address, node.Address, started, Time.GetUtcNow());
        return await api.PatchStatusAsync(key.Namespace, key.Name, uid, status, stopping);
    }

    private async Task<PodCallResult> DeleteAsync(PodId pod, string uid)
    {
        var key = ChainKeys.ObjectKeyOf(pod);
        return await api.DeleteAsync(key.Namespace, key.Name, uid, stopping);
    }

    /// <summary>The delay after a failed request, and never less than what the API server asks for.</summary>
    private TimeSpan DelayOf(PodId pod, TimeSpan atLeast)
    {
        var delay = backoff.Next(pod);
        return delay > atLeast ? delay : atLeast;
    }
}
