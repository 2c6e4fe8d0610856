using System.ComponentModel.DataAnnotations;
using k8s;
using k8s.Models;
using KubeDirect.Primitives;

namespace KubeDirect.Kubernetes.Informers;

/// <summary>What an informer watches, and its time-outs. Immutable; checked when an informer is made.</summary>
/// <typeparam name="T">The kind of object.</typeparam>
public sealed record InformerOptions<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>The namespace; null for all namespaces, and for kinds without namespaces.</summary>
    public string? Namespace { get; init; }

    /// <summary>Selects by labels, such as <c>app=web</c>; null selects all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Selects by fields, such as <c>spec.nodeName=n1</c>; null selects all.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>The number of objects in one page of a list; at least 1.</summary>
    [Positive]
    public int PageSize { get; init; } = 500;

    /// <summary>
    /// How long the server lets one watch live, from one second to one day. The time of each watch is drawn from the upper fifth, so
    /// that the watches of many informers do not end at the same time.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = "WatchTimeout must be between one second and one day.")]
    public TimeSpan WatchTimeout { get; init; } = TimeSpan.FromSeconds(290);

    /// <summary>How long an informer waits beyond the time of a watch before it takes the connection of a silent watch for dead.</summary>
    [NotNegative]
    public TimeSpan IdleGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The first delay after a failure.</summary>
    [Positive]
    public TimeSpan InitialBackoff { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest delay after failures.</summary>
    [Positive]
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Makes objects smaller before they are stored and shown to handlers. The default removes <c>managedFields</c>.
    /// </summary>
    public Func<T, T> Trim { get; init; } = static value =>
    {
        value.Metadata.ManagedFields = null;
        return value;
    };

    /// <summary>Seed of the jitter.</summary>
    public int Seed { get; init; }
}
