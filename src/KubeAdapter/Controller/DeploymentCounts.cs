namespace KubeDirect.KubeAdapter.Controller;

/// <summary>The Pods of a Deployment, counted.</summary>
/// <param name="Total">Pods of all its ReplicaSets; at least 0.</param>
/// <param name="Updated">Of these, those of the current ReplicaSet.</param>
/// <param name="Ready">Of all, those that are ready.</param>
/// <param name="Available">Of all, those that have been ready for <c>spec.minReadySeconds</c>.</param>
public readonly record struct DeploymentCounts(int Total, int Updated, int Ready, int Available);
