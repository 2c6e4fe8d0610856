namespace KubeDirect.EmbeddedApi.Storage;

/// <summary>
/// One entry of a resource's history. <see cref="Object"/> is the state after the change (for a deletion: the last state, stamped
/// with the deletion's version) and <see cref="Previous"/> the one before; both are null for a bookmark. Immutable.
/// </summary>
internal sealed record WatchEvent(ChangeKind Kind, long Version, StoredObject? Object, StoredObject? Previous);
