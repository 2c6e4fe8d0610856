using k8s;
using k8s.Models;
using KubeDirect.Kubernetes.Objects;
using Microsoft.Extensions.Logging;

namespace KubeDirect.Kubernetes.Informers;

/// <summary>Applies lists and events to the store and calls the handlers. For one loop; not thread-safe.</summary>
internal sealed class InformerDispatch<T>(ObjectStore<T> store, Func<T, T> trim, ILogger logger)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly List<(Action<InformerEvent<T>> OnChange, Action? OnSynced, Action? OnListed)> handlers = [];

    public void Add(Action<InformerEvent<T>> onChange, Action? onSynced, Action? onListed) => handlers.Add((onChange, onSynced, onListed));

    /// <summary>Makes the store equal to a complete list. Only a complete list shows what was deleted.</summary>
    public void Replace(List<T> items)
    {
        var listed = items.Select(ObjectKey.Of).ToHashSet();
        foreach (var gone in store.Snapshot().Where(known => !listed.Contains(ObjectKey.Of(known))))
        {
            Delete(gone);
        }

        foreach (var item in items)
        {
            Put(item);
        }
    }

    public void Apply(WatchLine<T> line)
    {
        switch (line.Type)
        {
            case "ADDED" or "MODIFIED":
                Put(line.Object);
                break;
            case "DELETED" when store.TryGet(ObjectKey.Of(line.Object), out _):
                Delete(trim(line.Object));
                break;
        }
    }

    public void Synced()
    {
        foreach (var (_, onSynced, _) in handlers)
        {
            Guard(onSynced, static handler => handler?.Invoke());
        }
    }

    public void Listed()
    {
        foreach (var (_, _, onListed) in handlers)
        {
            Guard(onListed, static handler => handler?.Invoke());
        }
    }

    private void Put(T item)
    {
        var key = ObjectKey.Of(item);
        if (store.TryGet(key, out var old))
        {
            if (old.Metadata.Uid != item.Metadata.Uid)
            {
                // The object was deleted and made again while no watch was open: these are two objects.
                Delete(old);
                old = null;
            }
            else if (old.Metadata.ResourceVersion == item.Metadata.ResourceVersion)
            {
                return;
            }
        }

        var trimmed = trim(item);
        store.Set(key, trimmed);
        Tell(new InformerEvent<T>(old is null ? InformerEventType.Added : InformerEventType.Modified, old, trimmed));
    }

    private void Delete(T last)
    {
        store.Remove(ObjectKey.Of(last));
        Tell(new InformerEvent<T>(InformerEventType.Deleted, last, null));
    }

    private void Tell(InformerEvent<T> change)
    {
        foreach (var (onChange, _, _) in handlers)
        {
            Guard((onChange, change), static call => call.onChange(call.change));
        }
    }

    private void Guard<TCall>(TCall call, Action<TCall> invoke)
    {
        try
        {
            invoke(call);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            logger.LogError(e, "A handler of {Kind} failed; the informer goes on.", typeof(T).Name);
        }
    }
}
