namespace KubeDirect.Bench;

/// <summary>How many Pods there are, and how many of them are Ready.</summary>
internal readonly record struct PodCounts(int Total, int Ready);
