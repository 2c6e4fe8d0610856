namespace KubeDirect.StateMachine;

/// <summary>A node's taint.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value, maybe empty.</param>
/// <param name="Effect"><c>NoSchedule</c>, <c>PreferNoSchedule</c> or <c>NoExecute</c>.</param>
public sealed record Taint(string Key, string Value, string Effect);
