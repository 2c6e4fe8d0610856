namespace KubeDirect.EmbeddedApi.Storage;

/// <summary>What a watch starts with: the objects that are there or the changes that were missed, then what follows.</summary>
internal sealed record WatchStart(Subscription Subscription, Snapshot? Initial, WatchEvent[] Missed, long Version);
