namespace KubeDirect.Kubernetes.Publishing;

/// <summary>
/// The result of one call of <see cref="PodApi"/>. A closed family: it has no members except those nested here. Immutable.
/// </summary>
public abstract record PodCallResult
{
    private PodCallResult()
    {
    }

    /// <summary>The object was created by this call.</summary>
    /// <param name="Uid">Its UID.</param>
    public sealed record Created(string Uid) : PodCallResult;

    /// <summary>The object exists already and is the same Pod, for example because the answer to an earlier call was lost.</summary>
    /// <param name="Uid">Its UID.</param>
    /// <param name="Deleting">Whether it has a deletion timestamp: somebody else deletes it.</param>
    public sealed record Exists(string Uid, bool Deleting) : PodCallResult;

    /// <summary>A Pod on another node, or of another owner, has the name. It must not be touched.</summary>
    /// <param name="Sentence">Says whose it is.</param>
    public sealed record Foreign(string Sentence) : PodCallResult;

    /// <summary>The status was written.</summary>
    /// <param name="Deleting">Whether the object has a deletion timestamp: somebody else deletes it.</param>
    public sealed record Patched(bool Deleting) : PodCallResult;

    /// <summary>The deletion was accepted; with finalizers, the object may stay for a while.</summary>
    public sealed record Deleted : PodCallResult;

    /// <summary>No object of this UID exists any more.</summary>
    public sealed record Gone : PodCallResult;

    /// <summary>The request was not carried out, or nobody knows whether it was. To be repeated.</summary>
    /// <param name="After">The shortest delay before the next attempt: what the server asks for, or a default.</param>
    /// <param name="Sentence">Says what failed.</param>
    public sealed record Retry(TimeSpan After, string Sentence) : PodCallResult;

    /// <summary>
    /// The server refuses the request and will refuse it again: because of a quota, an invalid template, or a namespace that ends.
    /// </summary>
    /// <param name="Sentence">Says why.</param>
    /// <param name="NamespaceTerminating">Whether the namespace is being deleted, so that no retry can succeed.</param>
    public sealed record Rejected(string Sentence, bool NamespaceTerminating) : PodCallResult;
}
