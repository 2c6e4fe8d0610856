using System.Collections.Immutable;
using k8s.Models;
using KubeDirect.StateMachine;

namespace KubeDirect.KubeAdapter.Objects;

/// <summary>Computes what the Pods of a template need of a node, as Kubernetes's scheduler does.</summary>
public static class PodShapes
{
    /// <summary>The shape of a Pod.</summary>
    /// <param name="spec">The spec of a Pod or of a template.</param>
    /// <param name="classes">
    /// The priority classes of the cluster. The API server resolves their names only in Pods, and not in templates.
    /// </param>
    public static PodShape Of(V1PodSpec spec, IReadOnlyCollection<V1PriorityClass>? classes = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new PodShape(
            new Resources(Total(spec, "cpu", Quantities.Milli), Total(spec, "memory", Quantities.Whole), 1),
            spec.NodeSelector?.ToImmutableSortedDictionary(StringComparer.Ordinal)
                ?? ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
            [.. (spec.Tolerations ?? []).Select(Toleration)])
        {
            Priority = PriorityOf(spec, Class(spec, classes ?? [])),
            Preempts = (spec.PreemptionPolicy ?? Class(spec, classes ?? [])?.PreemptionPolicy) != "Never",
        };
    }

    private static int PriorityOf(V1PodSpec spec, V1PriorityClass? named) => spec.Priority ?? named?.Value ?? 0;

    /// <summary>
    /// The priority of the named class, or else of the default class of the cluster. If there are several defaults, the lowest one counts,
    /// as at the API server. A class that does not exist has the priority 0: the API server will refuse its Pods.
    /// </summary>
    private static V1PriorityClass? Class(V1PodSpec spec, IReadOnlyCollection<V1PriorityClass> classes) =>
        string.IsNullOrEmpty(spec.PriorityClassName)
        ? classes.Where(each => each.GlobalDefault == true).MinBy(each => each.Value)
        : classes.FirstOrDefault(each => each.Metadata.Name == spec.PriorityClassName);

    /// <summary>
    /// Containers and sidecars run together, so their requests are added. The other init containers run one after the other, each beside
    /// the sidecars that were started before it. The larger of the two needs counts, plus the overhead of the runtime class.
    /// </summary>
    private static long Total(V1PodSpec spec, string resource, Func<ResourceQuantity?, long> read)
    {
        var sidecars = 0L;
        var initPeak = 0L;
        foreach (var container in spec.InitContainers ?? [])
        {
            var request = Request(container.Resources, resource, read);
            if (Containers.IsSidecar(container))
            {
                sidecars = Sum(sidecars, request);
                initPeak = Math.Max(initPeak, sidecars);
            }
            else
            {
                initPeak = Math.Max(initPeak, Sum(sidecars, request));
            }
        }

        var running = spec.Containers.Aggregate(sidecars, (sum, container) => Sum(sum, Request(container.Resources, resource, read)));
        var total = Math.Max(running, initPeak);
        if (Has(spec.Resources?.Requests, resource) || Has(spec.Resources?.Limits, resource))
        {
            total = Request(spec.Resources, resource, read);
        }

        return Sum(total, spec.Overhead is not null && spec.Overhead.TryGetValue(resource, out var overhead) ? read(overhead) : 0);
    }

    /// <remarks>Requests default to limits. The API server does this only in Pods, and not in templates.</remarks>
    private static long Request(V1ResourceRequirements? resources, string resource, Func<ResourceQuantity?, long> read) =>
        resources?.Requests is { } requests && requests.TryGetValue(resource, out var request) ? read(request)
        : resources?.Limits is { } limits && limits.TryGetValue(resource, out var limit) ? read(limit)
        : 0;

    private static bool Has(IDictionary<string, ResourceQuantity>? quantities, string resource) =>
        quantities is not null && quantities.ContainsKey(resource);

    private static long Sum(long a, long b) => Math.Min(a + b, Quantities.Most);

    private static Toleration Toleration(V1Toleration toleration) =>
        new(toleration.Key ?? "", toleration.Value ?? "", toleration.OperatorProperty == "Exists", toleration.Effect ?? "");
}
