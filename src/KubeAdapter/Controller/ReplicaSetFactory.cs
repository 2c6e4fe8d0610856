using System.Globalization;
using k8s.Models;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Objects;

namespace KubeDirect.KubeAdapter.Controller;

/// <summary>Makes and finds the ReplicaSet of a Deployment's current template, as the Deployment controller does.</summary>
public static class ReplicaSetFactory
{
    /// <summary>Annotation: counts the templates of a Deployment, from 1.</summary>
    public const string RevisionAnnotation = "deployment.kubernetes.io/revision";

    /// <summary>Annotation of a ReplicaSet: the Deployment's <c>spec.replicas</c>.</summary>
    public const string DesiredReplicasAnnotation = "deployment.kubernetes.io/desired-replicas";

    /// <summary>Annotation of a ReplicaSet: <c>spec.replicas</c> and the surge on top of it.</summary>
    public const string MaxReplicasAnnotation = "deployment.kubernetes.io/max-replicas";

    private static readonly HashSet<string> NotCopied = new(StringComparer.Ordinal)
    {
        "kubectl.kubernetes.io/last-applied-configuration",
        RevisionAnnotation,
        "deployment.kubernetes.io/revision-history",
        DesiredReplicasAnnotation,
        MaxReplicasAnnotation,
        "deprecated.deployment.rollback.to",
    };

    /// <summary>The ReplicaSet of the Deployment's current template, to be created.</summary>
    /// <param name="deployment">The Deployment at the API server, with UID and defaults.</param>
    /// <param name="replicas">The new ReplicaSet's <c>spec.replicas</c>; at least 0.</param>
    /// <param name="existing">The ReplicaSets of the Deployment, which determine the revision number.</param>
    /// <exception cref="ArgumentException">The Deployment has no UID, selector or template.</exception>
    public static V1ReplicaSet Create(V1Deployment deployment, int replicas, IEnumerable<V1ReplicaSet> existing)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        ArgumentNullException.ThrowIfNull(existing);
        if (deployment.Metadata?.Uid is null || deployment.Spec?.Selector is null || deployment.Spec.Template is null)
        {
            throw new ArgumentException(
                "The Deployment does not come from the API server: it lacks a UID, a selector or a template.",
                nameof(deployment));
        }

        var hash = PodTemplateHash.Compute(deployment.Spec.Template, deployment.Status?.CollisionCount);
        var templateLabels = With(deployment.Spec.Template.Metadata?.Labels, Names.PodTemplateHashLabel, hash);
        var labels = new Dictionary<string, string>(templateLabels, StringComparer.Ordinal);
        if (Names.IsManaged(deployment.Metadata.Labels))
        {
            labels[Names.ManagedLabel] = Names.ManagedValue;
        }

        return new V1ReplicaSet
        {
            ApiVersion = "apps/v1",
            Kind = "ReplicaSet",
            Metadata = new V1ObjectMeta
            {
                Name = $"{deployment.Metadata.Name}-{hash}",
                NamespaceProperty = deployment.Metadata.NamespaceProperty,
                Labels = labels,
                Annotations = Annotations(deployment, existing),
                OwnerReferences = [Owners.ControllerReference(deployment, "apps/v1", "Deployment")],
            },
            Spec = new V1ReplicaSetSpec
            {
                Replicas = replicas,
                MinReadySeconds = deployment.Spec.MinReadySeconds,
                Selector = deployment.Spec.Selector with
                {
                    MatchLabels = With(deployment.Spec.Selector.MatchLabels, Names.PodTemplateHashLabel, hash),
                },
                Template = deployment.Spec.Template with
                {
                    Metadata = (deployment.Spec.Template.Metadata ?? new V1ObjectMeta()) with { Labels = templateLabels },
                },
            },
        };
    }

    /// <summary>Finds the ReplicaSet with the Deployment's current template. If there are several, it is the oldest one.</summary>
    /// <param name="candidates">
    /// The ReplicaSets to choose from. Those that the Deployment does not control or that are being deleted do not count.
    /// </param>
    /// <returns>Null if there is none, so that it must be created.</returns>
    public static V1ReplicaSet? FindCurrent(V1Deployment deployment, IEnumerable<V1ReplicaSet> candidates)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        ArgumentNullException.ThrowIfNull(candidates);
        var template = TemplateJson.OfTemplate(deployment.Spec.Template);
        return candidates
            .Where(rs => Owners.IsControlledBy(rs.Metadata, deployment.Metadata.Uid) && rs.Metadata.DeletionTimestamp is null)
            .Where(rs => rs.Spec?.Template is not null && TemplateJson.OfTemplate(rs.Spec.Template) == template)
            .OrderBy(rs => rs.Metadata.CreationTimestamp ?? DateTime.MaxValue)
            .ThenBy(rs => rs.Metadata.Name, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    /// <summary>The highest revision of these ReplicaSets; 0 if none has one.</summary>
    public static long MaxRevision(IEnumerable<V1ReplicaSet> replicaSets)
    {
        ArgumentNullException.ThrowIfNull(replicaSets);
        return replicaSets.Select(Revision).DefaultIfEmpty(0).Max();
    }

    /// <summary>The most Pods that the Deployment may have while its template changes.</summary>
    public static int MaxReplicas(V1Deployment deployment)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        var replicas = deployment.Spec.Replicas ?? 1;
        return replicas == 0 || deployment.Spec.Strategy?.Type == "Recreate"
            ? replicas
            : replicas + RollingBounds.MaxSurge(deployment);
    }

    private static Dictionary<string, string> Annotations(V1Deployment deployment, IEnumerable<V1ReplicaSet> existing)
    {
        var annotations = (deployment.Metadata.Annotations ?? new Dictionary<string, string>(StringComparer.Ordinal))
            .Where(annotation => !NotCopied.Contains(annotation.Key))
            .ToDictionary(StringComparer.Ordinal);
        var own = existing.Where(rs => Owners.IsControlledBy(rs.Metadata, deployment.Metadata.Uid));
        annotations[RevisionAnnotation] = (MaxRevision(own) + 1).ToString(CultureInfo.InvariantCulture);
        annotations[DesiredReplicasAnnotation] = (deployment.Spec.Replicas ?? 1).ToString(CultureInfo.InvariantCulture);
        annotations[MaxReplicasAnnotation] = MaxReplicas(deployment).ToString(CultureInfo.InvariantCulture);
        return annotations;
    }

    private static long Revision(V1ReplicaSet rs) =>
        rs.Metadata?.Annotations is { } annotations && annotations.TryGetValue(RevisionAnnotation, out var text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? revision
            : 0;

    private static Dictionary<string, string> With(IDictionary<string, string>? labels, string key, string value) =>
        new(labels ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal) { [key] = value };
}
