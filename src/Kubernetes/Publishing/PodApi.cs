using System.Net;
using k8s;
using k8s.Models;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Objects;

namespace KubeDirect.Kubernetes.Publishing;

/// <summary>
/// The requests that publish a Pod: create, write the status, delete. Each write is idempotent, so it can be repeated after a lost answer.
/// </summary>
/// <remarks>
/// Thread-safe. Methods throw only <see cref="OperationCanceledException"/>, if the caller cancels, and <see cref="ArgumentException"/>,
/// for an object without a name. They do not retry: the caller decides when to try again.
/// </remarks>
public sealed class PodApi
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Politely = TimeSpan.FromSeconds(1);
    private readonly IApi api;

    /// <summary>Makes a publisher of Pods.</summary>
    /// <param name="api">The API server.</param>
    public PodApi(IApi api)
    {
        ArgumentNullException.ThrowIfNull(api);
        this.api = api;
    }

    /// <summary>Creates a Pod's object.</summary>
    /// <param name="pod">The whole Pod, bound to its node, with its controller as owner.</param>
    /// <param name="cancellation">Gives up waiting; the object may be created nevertheless.</param>
    /// <returns><see cref="PodCallResult.Created"/>, <see cref="PodCallResult.Exists"/>, <see cref="PodCallResult.Foreign"/>,
    /// <see cref="PodCallResult.Retry"/> or <see cref="PodCallResult.Rejected"/>.</returns>
    public async Task<PodCallResult> CreateAsync(V1Pod pod, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pod);
        ArgumentException.ThrowIfNullOrEmpty(pod.Metadata?.Name, nameof(pod));
        var path = ResourcePath.Collection<V1Pod>(pod.Metadata.NamespaceProperty);
        var reply = await api.WriteAsync(
            HttpMethod.Post,
            path,
            KubernetesJson.Serialize(pod),
            MediaTypes.Json,
            MediaTypes.MetadataOnly,
            cancellation);
        return reply.Code switch
        {
            >= 200 and < 300 => reply.TryRead<V1Pod>(out var created, out var failure)
                ? new PodCallResult.Created(created.Metadata.Uid)
                : new PodCallResult.Retry(Soon, failure),
            409 => await CompareAsync(pod, reply, cancellation),

            // The name exists, and the object has a generateName, as Pods of ReplicaSets have: Kubernetes takes the given name for a
            // generated one that clashed, and suggests another attempt.
            500 when reply.ReadStatus().Reason == "ServerTimeout" => await CompareAsync(pod, reply, cancellation),
            _ => Failed(reply),
        };
    }

    /// <summary>Creates a Pod's object after an attempt whose outcome is not known.</summary>
    /// <remarks>
    /// Kubernetes checks quotas before it checks whether the name exists. So a refusal says nothing about the earlier attempt: the object
    /// that it created may be the one that fills the quota.
    /// </remarks>
    /// <param name="pod">As for <see cref="CreateAsync"/>.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>As <see cref="CreateAsync"/>; <see cref="PodCallResult.Rejected"/> only if there is no object of that name.</returns>
    public async Task<PodCallResult> CreateAgainAsync(V1Pod pod, CancellationToken cancellation = default)
    {
        var result = await CreateAsync(pod, cancellation);
        if (result is not PodCallResult.Rejected)
        {
            return result;
        }

        var (found, answer) = await GetAsync(pod.Metadata.NamespaceProperty, pod.Metadata.Name, cancellation);
        return found is not null ? Same(pod, found) : answer.Code == 404 ? result : Failed(answer);
    }

    /// <summary>Writes a Pod's status.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="name">The Pod's name.</param>
    /// <param name="uid">The UID that the object must have.</param>
    /// <param name="status">The new status; parts that are null stay as they are.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>
    /// <see cref="PodCallResult.Patched"/>, <see cref="PodCallResult.Gone"/>, <see cref="PodCallResult.Retry"/> or
    /// <see cref="PodCallResult.Rejected"/>.
    /// </returns>
    public async Task<PodCallResult> PatchStatusAsync(
        string ns,
        string name,
        string uid,
        V1PodStatus status,
        CancellationToken cancellation = default)
    {
        var body = KubernetesJson.Serialize(new V1Pod { Metadata = new V1ObjectMeta { Uid = uid }, Status = status });
        var path = $"{ResourcePath.Item<V1Pod>(ns, name)}/status";
        var reply = await api.WriteAsync(
            HttpMethod.Patch,
            path,
            body,
            MediaTypes.StrategicMergePatch,
            MediaTypes.MetadataOnly,
            cancellation);
        switch (reply.Code)
        {
            case >= 200 and < 300:
                return !reply.TryRead<V1Pod>(out var patched, out var failure) ? new PodCallResult.Retry(Soon, failure)
                    : patched.Metadata.Uid == uid ? new PodCallResult.Patched(patched.Metadata.DeletionTimestamp is not null)
                    : new PodCallResult.Gone();
            case 404:
                return new PodCallResult.Gone();
            case 422 when reply.ReadStatus().Causes.Any(cause => cause.Field == "metadata.uid"):
                // Kubernetes takes the UID in a patch, which is its precondition, for an attempt to change the UID.
                return new PodCallResult.Gone();
            case 409:
                return await StillThereAsync(ns, name, uid, reply, cancellation);
            default:
                return Failed(reply);
        }
    }

    /// <summary>Deletes a Pod's object at once: its containers have ended, so there is nothing to wait for.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="name">The Pod's name.</param>
    /// <param name="uid">The UID that the object must have.</param>
    /// <param name="cancellation">Gives up waiting; the object may be deleted nevertheless.</param>
    /// <returns>
    /// <see cref="PodCallResult.Deleted"/>, <see cref="PodCallResult.Gone"/>, <see cref="PodCallResult.Retry"/> or
    /// <see cref="PodCallResult.Rejected"/>.
    /// </returns>
    public async Task<PodCallResult> DeleteAsync(string ns, string name, string uid, CancellationToken cancellation = default)
    {
        var body = KubernetesJson.Serialize(new V1DeleteOptions
        {
            ApiVersion = "v1",
            Kind = "DeleteOptions",
            GracePeriodSeconds = 0,
            Preconditions = new V1Preconditions { Uid = uid },
        });
        var reply = await api.CallAsync(
            HttpMethod.Delete,
            ResourcePath.Item<V1Pod>(ns, name),
            body,
            MediaTypes.Json,
            MediaTypes.MetadataOnly,
            cancellation);
        return reply.Code switch
        {
            >= 200 and < 300 => new PodCallResult.Deleted(),
            404 => new PodCallResult.Gone(),
            409 => await StillThereAsync(ns, name, uid, reply, cancellation),
            _ => Failed(reply),
        };
    }

    /// <summary>Whether a Pod's object exists.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="name">The Pod's name.</param>
    /// <param name="uid">The UID that the object must have.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>Null if the API server gave no answer.</returns>
    public async Task<bool?> ExistsAsync(string ns, string name, string uid, CancellationToken cancellation = default)
    {
        var (found, answer) = await GetAsync(ns, name, cancellation);
        return found is not null ? found.Metadata.Uid == uid : answer.Code == 404 ? false : null;
    }

    /// <summary>Finds out after a conflict whether the object that has the name is the same Pod.</summary>
    private async Task<PodCallResult> CompareAsync(V1Pod pod, ApiReply conflict, CancellationToken cancellation)
    {
        var (found, answer) = await GetAsync(pod.Metadata.NamespaceProperty, pod.Metadata.Name, cancellation);
        if (found is null)
        {
            // The object was deleted in between, or the conflict was about another object, such as a quota.
            return answer.Code == 404 ? new PodCallResult.Retry(Soon, conflict.Describe()) : Failed(answer);
        }

        return Same(pod, found);
    }

    private static PodCallResult Same(V1Pod pod, V1Pod found)
    {
        var owner = Owners.ControllerOf(found.Metadata);
        if (found.Spec?.NodeName == pod.Spec?.NodeName && owner?.Uid == Owners.ControllerOf(pod.Metadata)?.Uid)
        {
            return new PodCallResult.Exists(found.Metadata.Uid, found.Metadata.DeletionTimestamp is not null);
        }

        var whose = owner is null ? "nobody" : $"{owner.Kind} {owner.Name}";
        return new PodCallResult.Foreign($"The name {ObjectKey.Of(pod)} belongs to a Pod of {whose} on node '{found.Spec?.NodeName}'.");
    }

    /// <summary>Finds out whether a conflict was about the precondition, or about another write at the same time.</summary>
    private async Task<PodCallResult> StillThereAsync(string ns, string name, string uid, ApiReply conflict, CancellationToken cancellation)
    {
        var (found, answer) = await GetAsync(ns, name, cancellation);
        return found is null
            ? answer.Code == 404 ? new PodCallResult.Gone() : Failed(answer)
            : found.Metadata.Uid == uid ? new PodCallResult.Retry(Soon, conflict.Describe()) : new PodCallResult.Gone();
    }

    private async Task<(V1Pod? Pod, ApiReply Reply)> GetAsync(string ns, string name, CancellationToken cancellation)
    {
        var reply = await api.CallAsync(HttpMethod.Get, ResourcePath.Item<V1Pod>(ns, name), cancellation: cancellation);
        return reply.TryRead<V1Pod>(out var pod, out var failure) ? (pod, reply)
            : (null, reply.IsSuccess ? new ApiReply(null, [], null, failure) : reply);
    }

    private static PodCallResult Failed(ApiReply reply)
    {
        if (reply.Status is null)
        {
            return new PodCallResult.Retry(Soon, reply.Describe());
        }

        var status = reply.ReadStatus();
        return reply.Status switch
        {
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => new PodCallResult.Retry(
                reply.RetryAfter ?? Politely,
                reply.Describe()),
            >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout => new PodCallResult.Retry(
                reply.RetryAfter ?? Soon,
                reply.Describe()),

            // The client renews its credentials. The Pod is not the cause.
            HttpStatusCode.Unauthorized => new PodCallResult.Retry(Politely, reply.Describe()),

            // A new namespace gets its service account a moment later. Until then Kubernetes refuses its Pods like this.
            HttpStatusCode.Forbidden when status.Message.Contains("error looking up service account", StringComparison.Ordinal) =>
                new PodCallResult.Retry(Politely, reply.Describe()),
            _ => new PodCallResult.Rejected(reply.Describe(), status.Causes.Any(cause => cause.Reason == "NamespaceTerminating")),
        };
    }
}
