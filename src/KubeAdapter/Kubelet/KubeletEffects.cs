using k8s.Models;
using KubeDirect.KubeAdapter.Kubelet.Runtimes;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Primitives;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>
/// Carries out the outputs of a Kubelet stage: Pods at the runtime, objects at the API server. Answers go to the stage as inputs.
/// </summary>
/// <remarks>
/// <para>Only the first report that a Pod is ready reaches the chain, because the chain has no phase for a Pod that was ready and is not.
/// Later changes of readiness are written only to the status of the Pod's object. Before the Pod was ready once, the object shows
/// nothing of how it runs.</para>
/// <para>The ReplicaSet stage, which knows no time, replaces a Pod that ends by itself at once. So the end of such a Pod is held back. The
/// delay grows with each round of ends of one ReplicaSet, until a Pod of this ReplicaSet is ready. Thread-safe.</para>
/// </remarks>
internal sealed class KubeletEffects : IEffects
{
    /// <summary>How long a Pod waits before the next look for its ReplicaSet.</summary>
    private static readonly TimeSpan OwnerWait = TimeSpan.FromMilliseconds(50);

    // A plain object and not a Lock, which Coyote does not control.
    private readonly object gate = new();
    private readonly NodeSurroundings around;
    private readonly LocalPods pods = new();
    private readonly Refusals refusals;
    private readonly Refusals failures;
    private readonly PodPublishing publishing;
    private readonly List<RuntimeEvent> early = [];
    private IStageActor? stage;

    /// <summary>Makes the effects of a stage that does not run yet.</summary>
    /// <param name="around">What the effects work on.</param>
    public KubeletEffects(NodeSurroundings around)
    {
        this.around = around;
        refusals = new Refusals(around.Api.Time);
        failures = new Refusals(around.Api.Time);
        publishing = new PodPublishing(around, pods, gate, refusals, OnAccepted, Deliver);
    }

    /// <summary>Asks the runtime what runs. Called once, before <see cref="Attach"/>.</summary>
    /// <returns>What the stage is to hold when it starts.</returns>
    public async Task<IReadOnlyList<RunningPod>> RecoverAsync(CancellationToken cancellation)
    {
        var listed = await around.Runtime.RecoverAsync(OnEvent, cancellation);
        var now = around.Api.Time.GetUtcNow();
        var running = new List<RunningPod>();
        lock (gate)
        {
            foreach (var (pod, status, wasReady, stopping) in listed)
            {
                if (ChainKeys.PodIdOf(pod) is not { } id)
                {
                    around.Logger.LogWarning(
                        "Node {Node}: the runtime has Pod {Namespace}/{Pod}, which is not the chain's. It is left alone.",
                        around.Node.Name,
                        pod.Metadata.NamespaceProperty,
                        pod.Metadata.Name);
                    continue;
                }

                var local = pods.Add(id, now);
                (local.Hands, local.Stopping) = (Hands.Runtime, stopping);
                if (status is not null)
                {
                    local.Take(status, now);
                    local.WasReady = wasReady || status.Ready;
                }

                var phase = stopping ? Phase.Terminating : local.WasReady ? Phase.Ready : Phase.Starting;
                running.Add(new RunningPod(id, phase, PodShapes.Of(pod.Spec).Requests));
            }
        }

        return running;
    }

    /// <summary>Sends answers to a stage from now on. Earlier reports of the runtime come first.</summary>
    public void Attach(IStageActor actor)
    {
        lock (gate)
        {
            stage = actor;
            early.ForEach(OnEvent);
            early.Clear();
        }
    }

    /// <inheritdoc/>
    public void Perform(Output output)
    {
        switch (output)
        {
            case StartPod start:
                Start(start.Pod);
                break;
            case StopPod stop:
                Stop(stop.Pod);
                break;
            case CreateObject create:
                publishing.Create(create.Pod);
                break;
            case ShowReady show:
                publishing.ShowReady(show.Pod, show.Uid);
                break;
            case DeleteObject delete:
                publishing.Delete(delete.Pod, delete.Uid);
                break;
            default:
                throw new InvalidOperationException($"A Kubelet does not ask for {output}.");
        }
    }

    private void Start(PodId pod)
    {
        LocalPods.Entry local;
        V1Pod? whole;
        lock (gate)
        {
            local = pods.Add(pod, around.Api.Time.GetUtcNow());

            // While the API server refuses Pods of its ReplicaSet, a Pod starts only after it is accepted.
            whole = refusals.Has(pod.Owner) ? null : Prepare(pod, local);
        }

        HandOver(pod, local, whole);
    }

    private void Stop(PodId pod)
    {
        lock (gate)
        {
            if (!pods.TryGet(pod, out var local) || local.Hands is Hands.Node or Hands.Nobody)
            {
                pods.Remove(pod);
                Deliver(new PodStopped(pod));
                return;
            }

            local.Stopping = true;
            if (local.Hands == Hands.Between)
            {
                return; // HandOver stops it.
            }
        }

        around.Runtime.Stop(ChainKeys.ObjectKeyOf(pod));
    }

    /// <summary>The API server has accepted the Pod's object.</summary>
    private void OnAccepted(PodId pod)
    {
        refusals.Accept(pod.Owner);
        LocalPods.Entry? local;
        V1Pod? whole;
        lock (gate)
        {
            whole = pods.TryGet(pod, out local) ? Prepare(pod, local) : null;
        }

        HandOver(pod, local, whole);
    }

    /// <summary>Called under the lock. Returns the Pod that is to be handed over now; null if there is none.</summary>
    private V1Pod? Prepare(PodId pod, LocalPods.Entry local)
    {
        if (local.Hands != Hands.Node)
        {
            return null;
        }

        var whole = around.Materialize(pod);
        if (whole is null)
        {
            _ = Background.Run(() => HandOverLaterAsync(pod, local), around.TaskScheduler);
        }
        else
        {
            local.Hands = Hands.Between;
        }

        return whole;
    }

    /// <summary>
    /// Not called under the lock: a runtime may hold a lock of its own while it reports, and a report takes this lock.
    /// </summary>
    private void HandOver(PodId pod, LocalPods.Entry? local, V1Pod? whole)
    {
        if (local is null || whole is null)
        {
            return;
        }

        around.Runtime.Start(whole);
        lock (gate)
        {
            if (local.Hands != Hands.Between)
            {
                return; // The Pod has ended already.
            }

            local.Hands = Hands.Runtime;
            if (!local.Stopping)
            {
                return;
            }
        }

        around.Runtime.Stop(ChainKeys.ObjectKeyOf(pod));
    }

    private async Task HandOverLaterAsync(PodId pod, LocalPods.Entry local)
    {
        try
        {
            await Permits.DelayAsync(OwnerWait, around.Api.Time, around.Stopping);
        }
        catch (OperationCanceledException) when (around.Stopping.IsCancellationRequested)
        {
            return;
        }

        V1Pod? whole;
        lock (gate)
        {
            whole = pods.TryGet(pod, out var current) && current == local ? Prepare(pod, local) : null;
        }

        HandOver(pod, local, whole);
    }

    private void OnEvent(RuntimeEvent news)
    {
        lock (gate)
        {
            if (stage is null)
            {
                early.Add(news);
            }
            else if (pods.TryGet(news.Pod, out var pod, out var local))
            {
                Take(pod, local, news);
            }
        }
    }

    private void Take(PodId pod, LocalPods.Entry local, RuntimeEvent news)
    {
        switch (news)
        {
            case RuntimeEvent.Started started:
                TakeStatus(pod, local, started.Status);
                break;
            case RuntimeEvent.Changed changed:
                TakeStatus(pod, local, changed.Status);
                break;
            case RuntimeEvent.Stopped when local.Stopping:
                local.Hands = Hands.Nobody;
                pods.Remove(pod);
                Deliver(new PodStopped(pod));
                break;
            case RuntimeEvent.Stopped stopped:
                local.Hands = Hands.Nobody;
                _ = Background.Run(() => HoldBackAsync(pod, local, stopped.Reason), around.TaskScheduler);
                break;
            default:
                throw new InvalidOperationException($"A runtime does not report {news}.");
        }
    }

    private void TakeStatus(PodId pod, LocalPods.Entry local, PodRunStatus status)
    {
        local.Take(status, around.Api.Time.GetUtcNow());
        if (status.Ready && !local.WasReady)
        {
            local.WasReady = true;
            failures.Accept(pod.Owner);
            Deliver(new PodStarted(pod));
        }
        else if (local.Uid is not null)
        {
            publishing.ShowChange(pod, local);
        }
    }

    private async Task HoldBackAsync(PodId pod, LocalPods.Entry local, string why)
    {
        var delay = failures.Refuse(pod.Owner, out var begins);
        around.Logger.Log(
            begins ? LogLevel.Warning : LogLevel.Debug,
            "Pod {Pod} has ended by itself: {Why} It is replaced in {Delay:0.0} s.",
            pod,
            why,
            delay.TotalSeconds);
        try
        {
            await Permits.DelayAsync(delay, around.Api.Time, around.Stopping);
        }
        catch (OperationCanceledException) when (around.Stopping.IsCancellationRequested)
        {
            return;
        }

        lock (gate)
        {
            if (!pods.TryGet(pod, out var current) || current != local)
            {
                return; // The stage knows already.
            }

            pods.Remove(pod);
        }

        Deliver(new PodStopped(pod));
    }

    private void Deliver(Input input, string? uid = null)
    {
        if (input is PodStopped stopped)
        {
            publishing.Forget(stopped.Pod);
        }

        stage!.Post(input);
        var forgotten = input switch
        {
            PodStopped ended => ended.Pod,
            PublishDone { Outcome: not PublishOutcome.Done } failed => failed.Pod,
            _ => (PodId?)null,
        };
        if (forgotten is { } pod && around.Shown(pod) is { } shown && !IsBehind(shown, input, uid))
        {
            // After one of these answers the stage may forget a Pod whose object it does not know: the object was created, and the answer
            // was lost. The watch showed the object while the stage still knew the Pod, and does not show it again. So the stage is told
            // here. Otherwise nobody would delete the object.
            stage.Post(shown);
        }
    }

    /// <summary>
    /// Whether the watch still shows an object although the API server has just answered that it is gone. If the stage were told of it, it
    /// would ask for the deletion again, for as long as the watch is behind.
    /// </summary>
    private static bool IsBehind(Input shown, Input answer, string? uid) =>
        uid is not null && answer is PublishDone { Outcome: PublishOutcome.Vanished }
        && uid == (shown switch { ObserveObject there => there.Uid, ObserveDeleted deleted => deleted.Uid, _ => null });
}
