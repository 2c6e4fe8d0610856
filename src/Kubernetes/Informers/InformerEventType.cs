namespace KubeDirect.Kubernetes.Informers;

/// <summary>What happened to an object.</summary>
public enum InformerEventType
{
    /// <summary>The object was not known before.</summary>
    Added,

    /// <summary>The object changed.</summary>
    Modified,

    /// <summary>The object was deleted, or the selectors do not match it any more.</summary>
    Deleted,
}
