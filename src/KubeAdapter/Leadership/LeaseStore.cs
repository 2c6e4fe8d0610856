using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;

namespace KubeDirect.KubeAdapter;

/// <summary>A Lease at the API server. What others keep in it stays. Thread-safe.</summary>
/// <param name="connection">The API server. It is not disposed of here.</param>
/// <param name="leaseNamespace">The Lease's namespace, which must be there.</param>
/// <param name="name">Its name.</param>
public sealed class LeaseStore(KubeConnection connection, string leaseNamespace, string name) : ILeaseStore
{
    private readonly KubeHttp http = connection.Http;

    /// <inheritdoc/>
    public string Name => $"{leaseNamespace}/{name}";

    /// <inheritdoc/>
    public async Task<LeaseCall> ReadAsync(CancellationToken cancellation)
    {
        var reply = await http.CallAsync(HttpMethod.Get, ResourcePath.Object<V1Lease>(leaseNamespace, name), cancellation: cancellation);
        return reply.Code == 404 ? LeaseCall.Done(LeaseRecord.None) : Read(reply);
    }

    /// <inheritdoc/>
    public async Task<LeaseCall> WriteAsync(LeaseRecord record, bool acquired, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(record);
        var body = Body(record, acquired).ToJsonString();
        var manager = "?fieldManager=" + Names.FieldManager;
        var reply = record.Version is null
            ? await http.CallAsync(HttpMethod.Post, ResourcePath.Collection<V1Lease>(leaseNamespace) + manager, body, cancellation: cancellation)
            : await http.CallAsync(HttpMethod.Patch, ResourcePath.Object<V1Lease>(leaseNamespace, name) + manager, body, KubeHttp.MergePatch, cancellation: cancellation);

        // Gone since it was read is a change, too; but where nothing was, a 404 is about the namespace.
        return reply.Code == 409 || (reply.Code == 404 && record.Version is not null) ? LeaseCall.Changed : Read(reply);
    }

    private JsonObject Body(LeaseRecord record, bool acquired)
    {
        var now = Time(http.Time.GetUtcNow());
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
        if (record.Version is null)
        {
            if (record.LinkAddress is not null)
            {
                metadata["annotations"] = new JsonObject { [Names.LinkAddressAnnotation] = record.LinkAddress };
            }
        }
        else
        {
            metadata["resourceVersion"] = record.Version;
            metadata["annotations"] = new JsonObject { [Names.LinkAddressAnnotation] = record.LinkAddress };
        }

        return new JsonObject { ["apiVersion"] = "coordination.k8s.io/v1", ["kind"] = "Lease", ["metadata"] = metadata, ["spec"] = spec };
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    private static LeaseCall Read(ApiReply reply)
    {
        if (!reply.IsSuccess)
        {
            return LeaseCall.Failed(reply.Describe());
        }

        try
        {
            var lease = JsonSerializer.Deserialize<JsonObject>(reply.Body);
            var metadata = lease?["metadata"]?.AsObject();
            if (metadata is null || (string?)metadata["resourceVersion"] is not { } version)
            {
                return NoLease;
            }

            var spec = lease!["spec"]?.AsObject() ?? [];
            return LeaseCall.Done(new LeaseRecord(
                (string?)spec["holderIdentity"] ?? "",
                TimeSpan.FromSeconds((int?)spec["leaseDurationSeconds"] ?? 0),
                Math.Clamp((int?)spec["leaseTransitions"] ?? 0, 0, 1_000_000_000),
                version,
                (string?)metadata["annotations"]?.AsObject()[Names.LinkAddressAnnotation]));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return NoLease;
        }
    }

    private static LeaseCall NoLease { get; } = LeaseCall.Failed("The API server answered with something that is not a Lease.");
}
