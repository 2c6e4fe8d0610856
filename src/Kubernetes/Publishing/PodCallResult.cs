namespace KubeDirect.Kubernetes.Publishing;

/// <summary>What came of one call of <see cref="PodApi"/>. A closed family: it has no members but those nested here. Immutable.</summary>
public abstract record PodCallResult
{
    private PodCallResult()
    {
    }

    /// <summary>The object was created by this call.</summary>
    /// <param name="Uid">Its UID.</param>
    public sealed record Created(string Uid) : PodCallResult;

    /// <summary>The object was there already, and it is the same Pod: created by an earlier call whose answer was lost, say.</summary>
    /// <param name="Uid">Its UID.</param>
    /// <param name="Deleting">It carries a deletion timestamp: somebody else ends it.</param>
    public sealed record Exists(string Uid, bool Deleting) : PodCallResult;

    /// <summary>Another Pod has the name: on another node, or of another owner. It must not be touched.</summary>
    /// <param name="Sentence">Says whose it is.</param>
    public sealed record Foreign(string Sentence) : PodCallResult;

    /// <summary>The status was written.</summary>
    /// <param name="Deleting">The object carries a deletion timestamp: somebody else ends it.</param>
    public sealed record Patched(bool Deleting) : PodCallResult;

    /// <summary>The deletion was accepted; with finalizers, the object may stay for a while.</summary>
    public sealed record Deleted : PodCallResult;

    /// <summary>No object of this UID exists any more.</summary>
    public sealed record Gone : PodCallResult;

    /// <summary>Not done, or not known to be: to be asked again.</summary>
    /// <param name="After">How long the server asks to be left alone, or a polite guess; a floor to the caller's own backoff.</param>
    /// <param name="Sentence">Says what failed.</param>
    public sealed record Retry(TimeSpan After, string Sentence) : PodCallResult;

    /// <summary>The server will not do this, however often it is asked: a quota, an invalid template, a namespace that ends.</summary>
    /// <param name="Sentence">Says why.</param>
    /// <param name="NamespaceTerminating">The namespace is being deleted, so nothing of it is worth retrying.</param>
    public sealed record Rejected(string Sentence, bool NamespaceTerminating) : PodCallResult;
}
