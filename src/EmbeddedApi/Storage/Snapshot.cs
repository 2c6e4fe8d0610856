using System.Collections.Immutable;

namespace KubeDirect.EmbeddedApi.Storage;

/// <summary>A consistent view of one resource at a version.</summary>
internal readonly record struct Snapshot(ImmutableSortedDictionary<ObjectKey, StoredObject> Objects, long Version);
