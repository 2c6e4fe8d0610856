namespace KubeDirect.EmbeddedApi.Storage;

/// <summary>What happened to an object, or, for a bookmark, that nothing more happened up to a version.</summary>
internal enum ChangeKind
{
    Added,
    Modified,
    Deleted,
    Bookmark,
}
