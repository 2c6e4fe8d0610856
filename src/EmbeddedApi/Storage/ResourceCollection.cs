using System.Collections.Immutable;

namespace KubeDirect.EmbeddedApi.Storage;

/// <summary>
/// The objects of one resource, its history and its watches. <see cref="Objects"/> may be read without a lock, being an immutable
/// tree that is replaced as a whole; everything else is guarded by the store's lock.
/// </summary>
internal sealed class ResourceCollection(int history)
{
    private ImmutableSortedDictionary<ObjectKey, StoredObject> objects = ImmutableSortedDictionary<ObjectKey, StoredObject>.Empty;

    public EventLog Log { get; } = new(history);

    public List<Subscription> Watches { get; } = [];

    public ImmutableSortedDictionary<ObjectKey, StoredObject> Objects
    {
        get => Volatile.Read(ref objects);
        set => Volatile.Write(ref objects, value);
    }

    /// <summary>Records a change and tells the watches.</summary>
    public void Publish(WatchEvent change)
    {
        Log.Append(change);
        foreach (var watch in Watches)
        {
            watch.Offer(change);
        }
    }
}
