namespace KubeDirect.KubeAdapter.Controller;

/// <summary>The Pods of a ReplicaSet, counted.</summary>
/// <param name="Replicas">Pods that exist and are not being deleted; at least 0.</param>
/// <param name="Ready">Of these, those that are ready.</param>
/// <param name="Available">Of these, those that have been ready for <c>spec.minReadySeconds</c>.</param>
public readonly record struct ReplicaCounts(int Replicas, int Ready, int Available);
