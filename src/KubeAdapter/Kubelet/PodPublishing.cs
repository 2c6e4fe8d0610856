using k8s.Models;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Publishing;
using KubeDirect.Primitives;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>
/// Sends the requests by which a Kubelet publishes its Pods (actions <c>Publish</c> and <c>PublishDone</c> of the specification), and those
/// that change their status.
/// </summary>
/// <param name="around">What the requests work on.</param>
/// <param name="pods">The Pods of the node.</param>
/// <param name="gate">The lock of <paramref name="pods"/>.</param>
/// <param name="refusals">The ReplicaSets whose Pods are refused.</param>
/// <param name="accepted">Called when the API server has accepted a Pod's object.</param>
/// <param name="answer">Takes the answer to a request, with the UID that the request was about; null if it was about none.</param>
/// <remarks>
/// The stage knows no time and asks again at once after a failure. So the answer to a failed request is held back for as long as the
/// backoff says. Thread-safe.
/// </remarks>
internal sealed class PodPublishing(
    NodeSurroundings around,
    LocalPods pods,
    object gate,
    Refusals refusals,
    Action<PodId> accepted,
    Action<Input, string?> answer)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private readonly PodApi api = new(around.Api);
    private readonly KeyedBackoff<PodId> backoff = new(Shortest, Longest, around.Seed);

    /// <summary>Creates a Pod's object.</summary>
    public void Create(PodId pod) => Request(pod, () => CreateAsync(pod), uid: null);

    /// <summary>Makes a Pod's object show that the Pod runs.</summary>
    public void ShowReady(PodId pod, string uid) => Request(pod, () => ShowReadyAsync(pod, uid), uid);

    /// <summary>Deletes a Pod's object.</summary>
    public void Delete(PodId pod, string uid) => Request(pod, () => DeleteAsync(pod, uid), uid);

    /// <summary>
    /// Writes the changed status of a Pod whose object shows that it runs. Called under the lock. A failed write is repeated until
    /// there is a newer status.
    /// </summary>
    public void ShowChange(PodId pod, LocalPods.Entry local)
    {
        if (!local.Publishing)
        {
            local.Publishing = true;
            _ = Background.Run(() => ShowChangeAsync(pod, local), around.TaskScheduler);
        }
    }

    /// <summary>Drops the delays of a Pod that has stopped.</summary>
    public void Forget(PodId pod) => backoff.Forget(pod);

    private void Request(PodId pod, Func<Task<PodCallResult>> call, string? uid) =>
        _ = Background.Run(() => RequestAsync(pod, call, uid), around.TaskScheduler);

    private async Task RequestAsync(PodId pod, Func<Task<PodCallResult>> call, string? uid)
    {
        try
        {
            var result = await call();
            var done = Interpret(pod, result);
            if (result is PodCallResult.Retry retry)
            {
                await DelayAsync(AtLeast(retry.After, backoff.Next(pod)));
            }
            else if (result is PodCallResult.Rejected rejected)
            {
                await DelayAsync(HoldBack(pod, rejected.Sentence));
            }

            lock (gate)
            {
                // The stage forgets an ended Pod whose object was never created, so it does not ask again.
                if (done.Outcome != PublishOutcome.Failed || !pods.TryGet(pod, out _))
                {
                    backoff.Forget(pod);
                }
            }

            answer(done, uid);
        }
        catch (OperationCanceledException) when (around.Stopping.IsCancellationRequested)
        {
            // The node ends. The next agent finds the object in its watch.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            around.Logger.LogError(e, "A request for Pod {Pod} failed in an unforeseen way.", pod);
            await Permits.DelayAsync(AtLeast(TimeSpan.FromSeconds(1), backoff.Next(pod)), around.Api.Time, CancellationToken.None);
            answer(new PublishDone(pod, PublishOutcome.Failed), null);
        }
    }

    private PublishDone Interpret(PodId pod, PodCallResult result)
    {
        switch (result)
        {
            case PodCallResult.Created created:
                accepted(pod);
                return new PublishDone(pod, PublishOutcome.Done, created.Uid);
            case PodCallResult.Exists exists:
                if (!exists.Deleting)
                {
                    accepted(pod);
                }

                return new PublishDone(pod, exists.Deleting ? PublishOutcome.Vanished : PublishOutcome.Done, exists.Uid);
            case PodCallResult.Patched or PodCallResult.Deleted:
                return new PublishDone(pod, PublishOutcome.Done);
            case PodCallResult.Gone:
                return new PublishDone(pod, PublishOutcome.Vanished);
            case PodCallResult.Foreign foreign:
                around.Logger.LogWarning("Pod {Pod}: {Why} It is replaced.", pod, foreign.Sentence);
                return new PublishDone(pod, PublishOutcome.Refused);
            case PodCallResult.Rejected:
                return new PublishDone(pod, PublishOutcome.Refused);
            case PodCallResult.Retry retry:
                around.Logger.LogDebug("Pod {Pod}: {Why}", pod, retry.Sentence);
                return new PublishDone(pod, PublishOutcome.Failed);
            default:
                throw new InvalidOperationException($"{result.GetType().Name} is no result of a call.");
        }
    }

    private TimeSpan HoldBack(PodId pod, string why)
    {
        var delay = refusals.Refuse(pod.Owner, out var begins);
        around.Logger.Log(
            begins ? LogLevel.Warning : LogLevel.Debug,
            "Pod {Pod} is refused: {Why} It is replaced in {Delay:0.0} s.",
            pod,
            why,
            delay.TotalSeconds);
        return delay;
    }

    private async Task<PodCallResult> CreateAsync(PodId pod)
    {
        if (around.Materialize(pod) is not { } value)
        {
            return new PodCallResult.Retry(Shortest, $"ReplicaSet {pod.Owner} is not in the watch yet.");
        }

        return backoff.Failures(pod) > 0
            ? await api.CreateAgainAsync(value, around.Stopping)
            : await api.CreateAsync(value, around.Stopping);
    }

    private async Task<PodCallResult> ShowReadyAsync(PodId pod, string uid)
    {
        LocalPods.Entry? local;
        lock (gate)
        {
            if (!pods.TryGet(pod, out local))
            {
                return new PodCallResult.Retry(TimeSpan.Zero, "It has stopped meanwhile.");
            }

            local.Uid = uid;
        }

        return await WriteStatusAsync(pod, local, uid);
    }

    private async Task<PodCallResult> DeleteAsync(PodId pod, string uid)
    {
        var key = ChainKeys.ObjectKeyOf(pod);
        return await api.DeleteAsync(key.Namespace, key.Name, uid, around.Stopping);
    }

    private async Task ShowChangeAsync(PodId pod, LocalPods.Entry local)
    {
        var delays = new Backoff(Shortest, Longest, around.Seed);
        try
        {
            while (true)
            {
                string uid;
                lock (gate)
                {
                    if (!pods.TryGet(pod, out var current) || current != local || local.Published >= local.Version)
                    {
                        local.Publishing = false;
                        return;
                    }

                    uid = local.Uid!;
                }

                var result = await WriteStatusAsync(pod, local, uid);
                if (result is not PodCallResult.Patched)
                {
                    around.Logger.LogDebug("Pod {Pod}: its changed status was not written: {Result}", pod, result);
                    await DelayAsync(AtLeast((result as PodCallResult.Retry)?.After ?? TimeSpan.FromSeconds(1), delays.Next()));
                }
            }
        }
        catch (OperationCanceledException) when (around.Stopping.IsCancellationRequested)
        {
            // The end of the node cancels the write.
        }
    }

    /// <summary>Writes the last status that the runtime reported. The writes of one Pod come one after the other.</summary>
    private async Task<PodCallResult> WriteStatusAsync(PodId pod, LocalPods.Entry local, string uid)
    {
        await local.Turn.WaitAsync(around.Stopping);
        try
        {
            int version;
            V1PodStatus status;
            lock (gate)
            {
                version = local.Version;
                status = PodStatuses.Of(local.Status!, around.Node.Address, local.Accepted, local.ReadinessTime);
            }

            var key = ChainKeys.ObjectKeyOf(pod);
            var result = await api.PatchStatusAsync(key.Namespace, key.Name, uid, status, around.Stopping);
            if (result is PodCallResult.Patched)
            {
                lock (gate)
                {
                    local.Published = version;
                }
            }

            return result;
        }
        finally
        {
            local.Turn.Release();
        }
    }

    private Task DelayAsync(TimeSpan delay) => Permits.DelayAsync(delay, around.Api.Time, around.Stopping);

    /// <summary>The backoff, but at least the delay that the API server asks for.</summary>
    private static TimeSpan AtLeast(TimeSpan asked, TimeSpan delay) => delay > asked ? delay : asked;
}
