namespace KubeDirect.Bench;

/// <summary>The runs of one size on one system.</summary>
internal sealed record Row(string System, int Pods, IReadOnlyList<Run> Runs);
