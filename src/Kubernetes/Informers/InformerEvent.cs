namespace KubeDirect.Kubernetes.Informers;

/// <summary>One change that an informer saw. Immutable, but the objects are shared with the store and must not be changed.</summary>
/// <typeparam name="T">The kind of object.</typeparam>
/// <param name="Type">What happened.</param>
/// <param name="Old">The object before the change; null only if it was added. If the watch missed a deletion, this is the last known
/// state.</param>
/// <param name="New">The object after the change; null only if it was deleted.</param>
public sealed record InformerEvent<T>(InformerEventType Type, T? Old, T? New)
    where T : class
{
    /// <summary>The newest state that is known: <see cref="New"/>, or else <see cref="Old"/>.</summary>
    public T Latest => New ?? Old ?? throw new InvalidOperationException("An event has an object.");
}
