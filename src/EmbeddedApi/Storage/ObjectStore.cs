using System.Collections.Frozen;
using System.Collections.Immutable;
using KubeDirect.EmbeddedApi.Collection;
using KubeDirect.EmbeddedApi.Model;

namespace KubeDirect.EmbeddedApi.Storage;

/// <summary>
/// All objects, with one increasing resource version. Writes are optimistic: the caller prepares and encodes the next state without a
/// lock, and a commit succeeds only if the object still is the one that it was prepared from. The one lock covers just the commit.
/// Safe from any thread.
/// </summary>
internal sealed class ObjectStore
{
    private readonly Lock gate = new();
    private readonly FrozenDictionary<ResourceType, ResourceCollection> collections;
    private readonly OwnerIndex owners;
    private readonly int watchBuffer;
    private long version = 1;

    public ObjectStore(int history, int watchBuffer, OwnerIndex owners)
    {
        this.watchBuffer = watchBuffer;
        this.owners = owners;
        collections = ResourceCatalog.All.ToFrozenDictionary(type => type, _ => new ResourceCollection(history));
    }

    public StoredObject? Find(ResourceType type, ObjectKey key) => collections[type].Objects.GetValueOrDefault(key);

    /// <summary>The present objects with the version that they are consistent at.</summary>
    public Snapshot Read(ResourceType type)
    {
        lock (gate)
        {
            return new Snapshot(collections[type].Objects, version);
        }
    }

    /// <summary>Whether an object with this identity exists.</summary>
    public bool IsAlive(string uid)
    {
        lock (gate)
        {
            return owners.IsAlive(uid);
        }
    }

    /// <summary>The objects that name <paramref name="uid"/> as an owner.</summary>
    public (ResourceType Type, ObjectKey Key)[] DependentsOf(string uid)
    {
        lock (gate)
        {
            return owners.DependentsOf(uid);
        }
    }

    /// <summary>Adds an object. Throws NotFound or Forbidden for its namespace, AlreadyExists for its name.</summary>
    public StoredObject Create(StoredObject draft)
    {
        var type = draft.Type;
        lock (gate)
        {
            var collection = collections[type];
            if (type.Namespaced)
            {
                var home = collections[ResourceCatalog.Namespaces].Objects.GetValueOrDefault(new ObjectKey("", draft.Key.Namespace))
                    ?? throw ApiError.NotFound(ResourceCatalog.Namespaces, draft.Key.Namespace);
                if (home.Terminating)
                {
                    throw ApiError.Forbidden(
                        type,
                        draft.Key.Name,
                        $"unable to create new content in namespace {draft.Key.Namespace} because it is being terminated");
                }
            }

            if (collection.Objects.ContainsKey(draft.Key))
            {
                throw ApiError.AlreadyExists(type, draft.Key.Name);
            }

            var stored = draft.WithVersion(++version);
            collection.Objects = collection.Objects.Add(stored.Key, stored);
            owners.Apply(null, stored);
            collection.Publish(new WatchEvent(ChangeKind.Added, version, stored, null));
            return stored;
        }
    }

    /// <summary>Replaces <paramref name="expected"/>; null when it is no longer the present state.</summary>
    public StoredObject? TryReplace(StoredObject expected, StoredObject draft)
    {
        lock (gate)
        {
            var collection = collections[expected.Type];
            if (!ReferenceEquals(collection.Objects.GetValueOrDefault(expected.Key), expected))
            {
                return null;
            }

            var stored = draft.WithVersion(++version);
            collection.Objects = collection.Objects.SetItem(stored.Key, stored);
            owners.Apply(expected, stored);
            collection.Publish(new WatchEvent(ChangeKind.Modified, version, stored, expected));
            return stored;
        }
    }

    /// <summary>
    /// Removes <paramref name="expected"/>; null when it is no longer the present state. Watches show <paramref name="last"/>.
    /// </summary>
    public StoredObject? TryRemove(StoredObject expected, StoredObject last)
    {
        lock (gate)
        {
            var collection = collections[expected.Type];
            if (!ReferenceEquals(collection.Objects.GetValueOrDefault(expected.Key), expected))
            {
                return null;
            }

            var removed = last.WithVersion(++version);
            collection.Objects = collection.Objects.Remove(expected.Key);
            owners.Apply(expected, null);
            collection.Publish(new WatchEvent(ChangeKind.Deleted, version, removed, expected));
            return removed;
        }
    }

    /// <summary>
    /// Starts a watch after <paramref name="since"/>, or with the present objects when that is null. Throws Expired when the history does
    /// not reach back that far, or the version is one that this server has not reached (it is of an earlier server).
    /// </summary>
    public WatchStart Watch(ResourceType type, Selection selection, long? since)
    {
        var collection = collections[type];
        lock (gate)
        {
            if (since is { } start && (start < collection.Log.ForgottenThrough || start > version))
            {
                throw ApiError.Expired($"too old resource version: {start} ({collection.Log.ForgottenThrough})");
            }

            var subscription = new Subscription(selection, watchBuffer, Unsubscribe);
            collection.Watches.Add(subscription);
            return since is null
                ? new WatchStart(subscription, new Snapshot(collection.Objects, version), [], version)
                : new WatchStart(subscription, null, collection.Log.Since(since.Value), version);
        }

        void Unsubscribe(Subscription ended)
        {
            lock (gate)
            {
                collection.Watches.Remove(ended);
            }
        }
    }

    /// <summary>Puts a bookmark of the present version behind everything that the watch was already told.</summary>
    public void Bookmark(Subscription subscription)
    {
        lock (gate)
        {
            subscription.Offer(new WatchEvent(ChangeKind.Bookmark, version, null, null));
        }
    }

    /// <summary>Forgets the history of every resource, as a compaction at the present version.</summary>
    public void Compact()
    {
        lock (gate)
        {
            foreach (var collection in collections.Values)
            {
                collection.Log.Forget(version);
            }
        }
    }
}
