using KubeDirect.StateMachine;

namespace KubeDirect.Runtime.Tracing;

/// <summary>A step that was replayed, or the beginning of a run.</summary>
/// <param name="At">When the step was taken.</param>
/// <param name="Stage">The stage's kind, or the Kubelet's node.</param>
/// <param name="Input">What it took; null for the beginning of a run.</param>
/// <param name="Outputs">The outputs of the step.</param>
/// <param name="Changed">Whether the state changed.</param>
/// <param name="Incarnation">The incarnation of its run; null for a Kubelet.</param>
internal sealed record ReplayedStep(
    DateTimeOffset At,
    string Stage,
    Input? Input,
    IReadOnlyList<Output> Outputs,
    bool Changed,
    ulong? Incarnation);
