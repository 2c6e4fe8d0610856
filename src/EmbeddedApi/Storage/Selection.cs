using KubeDirect.EmbeddedApi.Selectors;

namespace KubeDirect.EmbeddedApi.Storage;

/// <summary>Which objects of a resource a list or a watch is about. Immutable.</summary>
internal sealed record Selection(string? Namespace, LabelSelector Labels, FieldSelector Fields)
{
    /// <summary>Everything of a resource.</summary>
    public static readonly Selection Everything = new(null, LabelSelector.Everything, FieldSelector.Everything);

    public bool Matches(StoredObject candidate) =>
        (Namespace is null || string.Equals(Namespace, candidate.Key.Namespace, StringComparison.Ordinal))
        && Fields.Matches(candidate)
        && Labels.Matches(candidate.Labels);

    /// <summary>
    /// The change as a watch with this selection sees it, or null: an object that starts to match is added, one that stops is deleted.
    /// </summary>
    public WatchEvent? View(WatchEvent change)
    {
        if (change.Kind == ChangeKind.Bookmark)
        {
            return change;
        }

        var now = Matches(change.Object!);
        if (change.Kind != ChangeKind.Modified)
        {
            return now ? change : null;
        }

        var before = Matches(change.Previous!);
        return (before, now) switch
        {
            (true, true) => change,
            (false, true) => change with { Kind = ChangeKind.Added },
            (true, false) => change with { Kind = ChangeKind.Deleted, Object = change.Previous!.WithVersion(change.Version) },
            (false, false) => null,
        };
    }
}
