using KubeDirect.EmbeddedApi.Model;
using KubeDirect.EmbeddedApi.Storage;

namespace KubeDirect.EmbeddedApi.Collection;

/// <summary>Work for the collector: an object that may have lost its owners, or (type null) a namespace that may be empty.</summary>
internal readonly record struct CollectorWork(ResourceType? Type, ObjectKey Key);
