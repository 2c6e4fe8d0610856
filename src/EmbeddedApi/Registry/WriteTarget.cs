using KubeDirect.EmbeddedApi.Model;
using KubeDirect.EmbeddedApi.Storage;

namespace KubeDirect.EmbeddedApi.Registry;

/// <summary>What a write is about: an object, and whether it is its status or the object itself that is written.</summary>
internal sealed record WriteTarget(ResourceType Type, ObjectKey Key, bool Status = false, bool DryRun = false);
