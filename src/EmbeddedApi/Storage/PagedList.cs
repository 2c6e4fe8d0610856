using KubeDirect.EmbeddedApi.Model;

namespace KubeDirect.EmbeddedApi.Storage;

/// <summary>All that a list selected, at one version.</summary>
internal sealed record PagedList(ResourceType Type, StoredObject[] Items, long Version);
