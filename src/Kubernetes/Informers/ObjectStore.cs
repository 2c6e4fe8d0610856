using System.Diagnostics.CodeAnalysis;
using k8s.Models;
using KubeDirect.Kubernetes.Objects;

namespace KubeDirect.Kubernetes.Informers;

/// <summary>The objects of one kind, as an informer has last seen them.</summary>
/// <typeparam name="T">The kind of object.</typeparam>
/// <remarks>Thread-safe to read. The objects are shared by all readers and must not be changed.</remarks>
public sealed class ObjectStore<T>
    where T : class, IMetadata<V1ObjectMeta>
{
    private readonly object gate = new();
    private readonly Dictionary<ObjectKey, T> objects = [];

    /// <summary>The number of objects.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return objects.Count;
            }
        }
    }

    /// <summary>Finds an object.</summary>
    public bool TryGet(ObjectKey key, [NotNullWhen(true)] out T? value)
    {
        lock (gate)
        {
            return objects.TryGetValue(key, out value);
        }
    }

    /// <summary>Finds an object; null if there is none.</summary>
    public T? Get(string ns, string name) => TryGet(new ObjectKey(ns, name), out var value) ? value : null;

    /// <summary>All objects at one moment, in no order.</summary>
    public IReadOnlyList<T> Snapshot()
    {
        lock (gate)
        {
            return [.. objects.Values];
        }
    }

    /// <summary>The objects of one namespace at one moment, in no order.</summary>
    public IReadOnlyList<T> InNamespace(string ns)
    {
        lock (gate)
        {
            return [.. objects.Where(entry => entry.Key.Namespace == ns).Select(entry => entry.Value)];
        }
    }

    internal void Set(ObjectKey key, T value)
    {
        lock (gate)
        {
            objects[key] = value;
        }
    }

    internal void Remove(ObjectKey key)
    {
        lock (gate)
        {
            objects.Remove(key);
        }
    }
}
