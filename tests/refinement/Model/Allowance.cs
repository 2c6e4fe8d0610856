namespace KubeDirect.Tests.Refinement.Model;

/// <summary>How many of each failure and outside event may still come.</summary>
internal sealed record Allowance(
    int Crashes, int Breaks, int Excuses, int PodFailures, int Scales, int Deletes, int ApiFailures, int Cancels, int Rollouts,
    int NodeDeletes, int Lag);
