using System.Text.Json.Nodes;
using KubeDirect.EmbeddedApi.Model;
using KubeDirect.EmbeddedApi.Storage;

namespace KubeDirect.EmbeddedApi.Registry;

/// <summary>The API's verbs over the store, as an API server carries them out. Safe from any thread.</summary>
internal sealed class ObjectRegistry(ObjectStore store, TimeProvider clock)
{
    private readonly ObjectRules rules = new();

    /// <summary>The object, or a NotFound.</summary>
    public StoredObject Get(ResourceType type, ObjectKey key) => store.Find(type, key) ?? throw ApiError.NotFound(type, key.Name);

    /// <summary>Creates an object in a namespace (empty for a cluster-wide one). <paramref name="body"/> is used up.</summary>
    public StoredObject Create(ResourceType type, string @namespace, JsonObject body, bool dryRun = false)
    {
        rules.PrepareForCreate(type, @namespace, body, clock.GetUtcNow());
        var draft = StoredObject.Draft(type, body);
        if (!dryRun)
        {
            return store.Create(draft);
        }

        return store.Find(type, draft.Key) is null ? draft.WithVersion(0) : throw ApiError.AlreadyExists(type, draft.Key.Name);
    }

    /// <summary>
    /// Replaces an object by what <paramref name="change"/> makes of a copy of it. The function may be called again, when another write
    /// came between; a resource version in its result makes that a conflict instead.
    /// </summary>
    public StoredObject Update(WriteTarget target, Func<JsonObject, JsonObject> change)
    {
        while (true)
        {
            var present = Get(target.Type, target.Key);
            var current = present.Parse();
            var candidate = change(present.Parse());
            if (target.Status)
            {
                candidate = ObjectRules.PrepareForStatusUpdate(target.Type, current, candidate);
            }
            else
            {
                rules.PrepareForUpdate(target.Type, current, candidate);
            }

            var released = IsReleased(candidate);
            var draft = StoredObject.Draft(target.Type, candidate);
            if (draft.SaysTheSameAs(present))
            {
                return present;
            }

            var stored = target.DryRun ? draft.WithVersion(present.Version)
                : released ? store.TryRemove(present, draft)
                : store.TryReplace(present, draft);
            if (stored is not null)
            {
                return stored;
            }
        }
    }

    /// <summary>Deletes an object, at once or by marking it. Returns its last or marked state, and whether it is gone.</summary>
    public (StoredObject Object, bool Gone) Delete(ResourceType type, ObjectKey key, DeleteOptions options)
    {
        while (true)
        {
            var present = Get(type, key);
            var body = present.Parse();
            var metadata = body.Ensure("metadata");
            Metadata.CheckPreconditions(type, key.Name, metadata, options.Uid, options.Version);
            if (options.Orphan && !options.DryRun)
            {
                Orphan(present.Uid);
            }

            var finish = Deletion.Mark(type, body, options.Grace, clock.GetUtcNow());
            var draft = StoredObject.Draft(type, body);
            var gone = finish && !options.DryRun;
            if (!finish && draft.SaysTheSameAs(present))
            {
                return (present, false);
            }

            var stored = options.DryRun ? present
                : finish ? store.TryRemove(present, draft)
                : store.TryReplace(present, draft);
            if (stored is not null)
            {
                return (stored, gone);
            }
        }
    }

    /// <summary>Takes an owner out of all its dependents, so that they outlive it.</summary>
    private void Orphan(string uid)
    {
        foreach (var (type, key) in store.DependentsOf(uid))
        {
            DropOwners(type, key, owner => string.Equals(owner, uid, StringComparison.Ordinal));
        }
    }

    /// <summary>Removes the owner references whose UID satisfies a condition; an object that is gone is left alone.</summary>
    public void DropOwners(ResourceType type, ObjectKey key, Predicate<string> isDropped)
    {
        try
        {
            Update(new WriteTarget(type, key), body =>
            {
                var metadata = body.Ensure("metadata");
                var kept = metadata.ArrayAt("ownerReferences").Objects("ownerReferences")
                    .Where(owner => !isDropped(owner.TextAt("uid") ?? ""))
                    .Select(owner => owner.DeepClone())
                    .ToArray();
                metadata.Assign("ownerReferences", kept.Length == 0 ? null : new JsonArray(kept));
                return body;
            });
        }
        catch (ApiError gone) when (gone.Code == System.Net.HttpStatusCode.NotFound)
        {
            // It was deleted meanwhile, and needs no change.
        }
    }

    /// <summary>Whether nothing holds a terminating object any more: no finalizer, and no time of grace.</summary>
    private static bool IsReleased(JsonObject body)
    {
        var metadata = body.Ensure("metadata");
        return metadata["deletionTimestamp"] is not null
            && metadata.IntegerAt("deletionGracePeriodSeconds") is null or 0
            && metadata.ArrayAt("finalizers") is not { Count: > 0 }
            && body.ObjectAt("spec")?.ArrayAt("finalizers") is not { Count: > 0 };
    }
}
