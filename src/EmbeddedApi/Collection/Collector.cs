using KubeDirect.EmbeddedApi.Model;
using KubeDirect.EmbeddedApi.Registry;
using KubeDirect.EmbeddedApi.Storage;

namespace KubeDirect.EmbeddedApi.Collection;

/// <summary>
/// Does two background tasks of a real cluster's controller manager, without which deletions would never finish: it deletes the dependents
/// of an owner that is gone, and it empties and removes a namespace that is being deleted.
/// </summary>
internal sealed class Collector(ObjectStore store, ObjectRegistry registry, OwnerIndex index)
{
    /// <summary>Works until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (var work in index.Work.ReadAllAsync(cancellation))
        {
            if (work.Type is { } type)
            {
                CollectDependent(type, work.Key);
            }
            else
            {
                EmptyNamespace(work.Key);
            }
        }
    }

    private void CollectDependent(ResourceType type, ObjectKey key)
    {
        if (store.Find(type, key) is not { } dependent)
        {
            return;
        }

        // This server does not store owners of other kinds, so it cannot know that they are gone.
        bool IsGone(OwnerLink owner) => ResourceCatalog.Serves(owner.ApiVersion, owner.Kind) && !store.IsAlive(owner.Uid);

        var gone = dependent.Owners.Where(IsGone).Select(owner => owner.Uid).ToHashSet(StringComparer.Ordinal);
        if (gone.Count == 0)
        {
            return;
        }

        if (dependent.Owners.Any(owner => !gone.Contains(owner.Uid)))
        {
            registry.DropOwners(type, key, gone.Contains);
        }
        else if (!dependent.Terminating)
        {
            Delete(dependent);
        }
    }

    private void EmptyNamespace(ObjectKey key)
    {
        var empty = true;
        foreach (var type in ResourceCatalog.All.Where(type => type.Namespaced))
        {
            foreach (var (inside, content) in store.Read(type).Objects)
            {
                if (string.Equals(inside.Namespace, key.Name, StringComparison.Ordinal))
                {
                    empty &= !content.Terminating && Delete(content);
                }
            }
        }

        if (empty && store.Find(ResourceCatalog.Namespaces, key) is { Terminating: true } ended)
        {
            store.TryRemove(ended, ended);
        }
    }

    /// <summary>Deletes an object if it still is the same one; returns whether it is gone.</summary>
    private bool Delete(StoredObject expected)
    {
        try
        {
            return registry.Delete(expected.Type, expected.Key, new DeleteOptions(Uid: expected.Uid)).Gone;
        }
        catch (ApiError)
        {
            // Somebody else deleted it and may have created another object of that name, which is not this object.
            return true;
        }
    }
}
