using System.Threading.Channels;
using KubeDirect.EmbeddedApi.Model;
using KubeDirect.EmbeddedApi.Storage;

namespace KubeDirect.EmbeddedApi.Collection;

/// <summary>
/// The live objects and their dependents. Each commit updates the index, so that no collection scans the store.
/// Guarded by the store's lock; only <see cref="Work"/> is read from elsewhere.
/// </summary>
internal sealed class OwnerIndex
{
    private readonly HashSet<string> alive = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<(ResourceType Type, ObjectKey Key)>> dependents = new(StringComparer.Ordinal);
    private readonly HashSet<string> endingNamespaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> population = new(StringComparer.Ordinal);
    private readonly Channel<CollectorWork> work =
        Channel.CreateUnbounded<CollectorWork>(new UnboundedChannelOptions { SingleReader = true });

    public ChannelReader<CollectorWork> Work => work.Reader;

    public bool IsAlive(string uid) => alive.Contains(uid);

    public (ResourceType Type, ObjectKey Key)[] DependentsOf(string uid) =>
        dependents.TryGetValue(uid, out var found) ? [.. found] : [];

    /// <summary>Records a commit: null before for a creation, null after for a removal.</summary>
    public void Apply(StoredObject? before, StoredObject? after)
    {
        if (before is null)
        {
            alive.Add(after!.Uid);
            Count(after, 1);
        }

        if (after is null)
        {
            alive.Remove(before!.Uid);
            Count(before, -1);
        }

        if (!(before?.Owners ?? []).AsSpan().SequenceEqual(after?.Owners ?? []))
        {
            Unlink(before);
            Link(after);
        }

        if (after is null)
        {
            Release(before!);
        }
        else if (after.Type == ResourceCatalog.Namespaces && after.Terminating && endingNamespaces.Add(after.Key.Name))
        {
            work.Writer.TryWrite(new CollectorWork(null, after.Key));
        }
    }

    private void Count(StoredObject changed, int difference) =>
        population[changed.Key.Namespace] = population.GetValueOrDefault(changed.Key.Namespace) + difference;

    private void Unlink(StoredObject? dependent)
    {
        foreach (var owner in dependent?.Owners ?? [])
        {
            if (dependents.TryGetValue(owner.Uid, out var siblings)
                && siblings.Remove((dependent!.Type, dependent.Key))
                && siblings.Count == 0)
            {
                dependents.Remove(owner.Uid);
            }
        }
    }

    private void Link(StoredObject? dependent)
    {
        foreach (var owner in dependent?.Owners ?? [])
        {
            if (!dependents.TryGetValue(owner.Uid, out var siblings))
            {
                dependents.Add(owner.Uid, siblings = []);
            }

            siblings.Add((dependent!.Type, dependent.Key));
            if (!alive.Contains(owner.Uid))
            {
                work.Writer.TryWrite(new CollectorWork(dependent.Type, dependent.Key));
            }
        }
    }

    private void Release(StoredObject removed)
    {
        foreach (var (type, key) in DependentsOf(removed.Uid))
        {
            work.Writer.TryWrite(new CollectorWork(type, key));
        }

        if (removed.Type == ResourceCatalog.Namespaces)
        {
            endingNamespaces.Remove(removed.Key.Name);
        }
        else if (endingNamespaces.Contains(removed.Key.Namespace) && population[removed.Key.Namespace] == 0)
        {
            work.Writer.TryWrite(new CollectorWork(null, new ObjectKey("", removed.Key.Namespace)));
        }
    }
}
