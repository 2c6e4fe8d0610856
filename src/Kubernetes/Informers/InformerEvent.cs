namespace KubeDirect.Kubernetes.Informers;

/// <summary>What happened to an object.</summary>
public enum InformerEventType
{
    /// <summary>It was not known before.</summary>
    Added,

    /// <summary>It changed.</summary>
    Modified,

    /// <summary>It is gone, or is no longer selected.</summary>
    Deleted,
}

/// <summary>One change that an informer saw. Immutable, but the objects are shared with the store and must not be changed.</summary>
/// <typeparam name="T">The kind of object.</typeparam>
/// <param name="Type">What happened.</param>
/// <param name="Old">The object before; null exactly if it was added. After a deletion that was missed, the last state known.</param>
/// <param name="New">The object now; null exactly if it was deleted.</param>
public sealed record InformerEvent<T>(InformerEventType Type, T? Old, T? New)
    where T : class
{
    /// <summary>The newest state that is known: <see cref="New"/>, or else <see cref="Old"/>.</summary>
    public T Latest => New ?? Old ?? throw new InvalidOperationException("An event has an object.");
}
