namespace KubeDirect.KubeAdapter.Objects;

/// <summary>The names that the chain uses at the API server.</summary>
public static class Names
{
    /// <summary>
    /// The label that opts a Deployment in, with the value <see cref="ManagedValue"/>. The Deployment's ReplicaSets have it, too.
    /// </summary>
    public const string ManagedLabel = "kubedirect.dev/managed";

    /// <summary>The only value of <see cref="ManagedLabel"/> that opts in.</summary>
    public const string ManagedValue = "true";

    /// <summary>The label selector of marked objects.</summary>
    public const string ManagedSelector = ManagedLabel + "=" + ManagedValue;

    /// <summary>Key of the taint that keeps other schedulers off the chain's nodes.</summary>
    public const string NodeTaintKey = "kubedirect.dev/node";

    /// <summary>Effect of the taint <see cref="NodeTaintKey"/>.</summary>
    public const string NodeTaintEffect = "NoSchedule";

    /// <summary>Label on the chain's nodes, with the value <see cref="ManagedValue"/>, so that they can be selected.</summary>
    public const string NodeLabel = "kubedirect.dev/node";

    /// <summary>Annotation of a Node: where its agent listens for its link, as <c>host:port</c>.</summary>
    public const string LinkAddressAnnotation = "kubedirect.dev/link-address";

    /// <summary>
    /// Annotation of a Node: the mark of its cancellation. While it is there, the node drains and gets no new Pods.
    /// </summary>
    public const string CancelledAnnotation = "kubedirect.dev/cancelled";

    /// <summary>Label that tells the templates of a Deployment apart.</summary>
    public const string PodTemplateHashLabel = "pod-template-hash";

    /// <summary>Whether labels opt in.</summary>
    public static bool IsManaged(IDictionary<string, string>? labels) =>
        labels is not null && labels.TryGetValue(ManagedLabel, out var value) && value == ManagedValue;
}
