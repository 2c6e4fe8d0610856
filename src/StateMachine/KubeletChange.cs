using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>
/// A step of a Kubelet in the making: what becomes of its memory, what its runtime is to do, and what is reported upward. Not thread-safe;
/// it lives for one step.
/// </summary>
/// <param name="state">The memory before the step.</param>
internal sealed class KubeletChange(KubeletState state)
{
    private readonly ImmutableArray<Output>.Builder outputs = ImmutableArray.CreateBuilder<Output>();
    private readonly ImmutableArray<PodReport>.Builder reports = ImmutableArray.CreateBuilder<PodReport>();
    private KubeletState current = state;

    /// <summary>Holds a Pod in this state and reports it.</summary>
    public void Hold(PodId pod, LocalPod local)
    {
        current = current.WithPod(pod, local);
        reports.Add(new PodReport(pod, local.Phase, current.Node, local.Requests));
    }

    /// <summary>Has the runtime start a Pod.</summary>
    public void Start(PodId pod, LocalPod local)
    {
        outputs.Add(new StartPod(pod));
        Hold(pod, local);
    }

    /// <summary>Has the runtime stop a Pod, irreversibly. Without effect if it is not held or is terminating already.</summary>
    public void Terminate(PodId pod)
    {
        if (current.Pods.TryGetValue(pod, out var local) && PodLifecycle.Next(local.Phase, Trigger.Terminate) is { } terminating)
        {
            outputs.Add(new StopPod(pod));
            Hold(pod, local with { Phase = terminating });
        }
    }

    /// <summary>Drops a Pod that is held and reports that it is gone.</summary>
    public void Drop(PodId pod, LocalPod local)
    {
        current = current.WithPod(pod, local: null);
        ReportGone(pod, local.Phase);
    }

    /// <summary>Reports that a Pod is gone.</summary>
    /// <param name="pod">The Pod.</param>
    /// <param name="phase">How far it has come.</param>
    public void ReportGone(PodId pod, Phase phase) =>
        reports.Add(new PodReport(pod, PodLifecycle.Fire(phase, Trigger.Drop), current.Node, default));

    /// <summary>The step. What was reported is sent upward if the link was answered.</summary>
    public Step<KubeletState> Done()
    {
        if (reports.Count > 0 && current.Above.Answered)
        {
            outputs.Add(new SendUp(new Update(current.Above.Epoch, reports.ToImmutable())));
        }

        return new(current, outputs.ToImmutable());
    }
}
