using System.Globalization;
using System.Text.Json.Nodes;
using k8s.Models;
using KubeDirect.Kubernetes.Client;

namespace KubeDirect.Kubernetes.Leadership;

/// <summary>A Lease at the API server. Writes keep what others have put into it. Thread-safe.</summary>
/// <param name="api">The API server.</param>
/// <param name="leaseNamespace">The Lease's namespace, which must exist.</param>
/// <param name="name">The Lease's name.</param>
/// <param name="addressAnnotation">The annotation that says where the holder is reached.</param>
public sealed class LeaseStore(IApi api, string leaseNamespace, string name, string addressAnnotation) : ILeaseStore
{
    /// <inheritdoc/>
    public string Name => $"{leaseNamespace}/{name}";

    /// <inheritdoc/>
    public async Task<LeaseCall> ReadAsync(CancellationToken cancellation)
    {
        var reply = await api.CallAsync(HttpMethod.Get, ResourcePath.Item<V1Lease>(leaseNamespace, name), cancellation: cancellation);
        return reply.Code == 404 ? LeaseCall.Done(LeaseRecord.None) : Read(reply);
    }

    /// <inheritdoc/>
    public async Task<LeaseCall> WriteAsync(LeaseRecord record, bool acquired, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(record);
        var body = Body(record, acquired).ToJsonString();
        var reply = record.Version is null
            ? await api.WriteAsync(HttpMethod.Post, ResourcePath.Collection<V1Lease>(leaseNamespace), body, cancellation: cancellation)
            : await api.WriteAsync(
                HttpMethod.Patch,
                ResourcePath.Item<V1Lease>(leaseNamespace, name),
                body,
                MediaTypes.MergePatch,
                cancellation: cancellation);

        // A Lease that was deleted after it was read has changed, too. If there was none, a 404 is about the namespace.
        return reply.Code == 409 || (reply.Code == 404 && record.Version is not null) ? LeaseCall.Changed : Read(reply);
    }

    private JsonObject Body(LeaseRecord record, bool acquired)
    {
        var now = Time(api.Time.GetUtcNow());
        var spec = new JsonObject
        {
            ["holderIdentity"] = record.Holder,
            ["leaseDurationSeconds"] = (int)record.Duration.TotalSeconds,
            ["renewTime"] = now,
            ["leaseTransitions"] = record.Transitions,
        };
        if (acquired)
        {
            spec["acquireTime"] = now;
        }

        var metadata = new JsonObject { ["name"] = name, ["namespace"] = leaseNamespace };
        if (record.Version is not null)
        {
            metadata["resourceVersion"] = record.Version;
        }

        // In a patch, null removes the annotation. A new object must not have it.
        if (record.Version is not null || record.Address is not null)
        {
            metadata["annotations"] = new JsonObject { [addressAnnotation] = record.Address };
        }

        return new JsonObject { ["apiVersion"] = "coordination.k8s.io/v1", ["kind"] = "Lease", ["metadata"] = metadata, ["spec"] = spec };
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(
        "yyyy-MM-ddTHH:mm:ss.ffffffZ",
        CultureInfo.InvariantCulture);

    private LeaseCall Read(ApiReply reply)
    {
        if (!reply.TryRead<V1Lease>(out var lease, out var failure))
        {
            return LeaseCall.Failed(failure);
        }

        string? address = null;
        lease.Metadata.Annotations?.TryGetValue(addressAnnotation, out address);
        return LeaseCall.Done(new LeaseRecord(
            lease.Spec?.HolderIdentity ?? "",
            TimeSpan.FromSeconds(lease.Spec?.LeaseDurationSeconds ?? 0),
            Math.Clamp(lease.Spec?.LeaseTransitions ?? 0, 0, 1_000_000_000),
            lease.Metadata.ResourceVersion,
            address));
    }
}
