using KubeDirect.StateMachine;

namespace KubeDirect.Runtime;

/// <summary>A step that was replayed, or the beginning of a run.</summary>
/// <param name="At">When.</param>
/// <param name="Stage">The stage's kind, or the Kubelet's node.</param>
/// <param name="Input">What it took; null where a run begins.</param>
/// <param name="Outputs">What came of it.</param>
/// <param name="Changed">Whether its memory changed.</param>
/// <param name="Incarnation">Of its run, if it has one.</param>
internal sealed record ReplayedStep(DateTimeOffset At, string Stage, Input? Input, IReadOnlyList<Output> Outputs, bool Changed, ulong? Incarnation);
