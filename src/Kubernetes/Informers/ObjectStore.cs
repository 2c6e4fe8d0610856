using System.Diagnostics.CodeAnalysis;
using k8s;
using k8s.Models;
using KubeDirect.Kubernetes.Objects;

namespace KubeDirect.Kubernetes.Informers;

/// <summary>What an informer knows: the objects of one kind, as last seen.</summary>
/// <typeparam name="T">The kind.</typeparam>
/// <remarks>Thread-safe to read. The objects are shared by all readers and must not be changed.</remarks>
public sealed class ObjectStore<T>
    where T : class, IMetadata<V1ObjectMeta>
{
    private readonly object _lock = new();
    private readonly Dictionary<ObjectKey, T> _objects = [];

    /// <summary>How many objects there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _objects.Count;
            }
        }
    }

    /// <summary>One object.</summary>
    public bool TryGet(ObjectKey key, [NotNullWhen(true)] out T? value)
    {
        lock (_lock)
        {
            return _objects.TryGetValue(key, out value);
        }
    }

    /// <summary>One object, or null.</summary>
    public T? Get(string ns, string name) => TryGet(new ObjectKey(ns, name), out var value) ? value : null;

    /// <summary>All objects at one moment, in no order.</summary>
    public IReadOnlyList<T> Snapshot()
    {
        lock (_lock)
        {
            return [.. _objects.Values];
        }
    }

    /// <summary>The objects of one namespace at one moment, in no order.</summary>
    public IReadOnlyList<T> InNamespace(string ns)
    {
        lock (_lock)
        {
            return [.. _objects.Where(entry => entry.Key.Namespace == ns).Select(entry => entry.Value)];
        }
    }

    internal void Set(ObjectKey key, T value)
    {
        lock (_lock)
        {
            _objects[key] = value;
        }
    }

    internal void Remove(ObjectKey key)
    {
        lock (_lock)
        {
            _objects.Remove(key);
        }
    }
}
