namespace KubeDirect.EmbeddedApi.Storage;

/// <summary>A reference of a dependent to its owner, as far as garbage collection needs it.</summary>
internal readonly record struct OwnerLink(string ApiVersion, string Kind, string Uid);
