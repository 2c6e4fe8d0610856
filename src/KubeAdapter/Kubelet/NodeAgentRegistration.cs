using k8s;
using k8s.Models;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Objects;
using KubeDirect.Primitives;
using Microsoft.Extensions.Logging;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>Keeps a node's Node object and Lease at the API server, as a kubelet does.</summary>
/// <remarks>
/// <para>It keeps the labels, annotations, taints and conditions of others. It creates a Node again that somebody deleted; the Scheduler
/// treats the deletion as a cancellation. It repeats failed requests with backoff.</para>
/// <para>It uses one loop and one timer, so a process can have hundreds. Thread-safe.</para>
/// </remarks>
public sealed class NodeAgentRegistration
{
    private readonly NodeAgentOptions options;
    private readonly IApi api;
    private readonly ILogger logger;
    private readonly Random random;
    private readonly Backoff backoff;
    private readonly NodeLease lease;
    private readonly TaskCompletionSource registered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NodeReadiness readiness = NodeReadiness.Yes;
    private TaskCompletionSource wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? lastFailure;
    private string? uid;
    private string? statusOf;
    private long statusAt;

    /// <summary>Makes a registration that does nothing until <see cref="RunAsync"/> is called.</summary>
    /// <param name="api">The API server.</param>
    /// <param name="options">The node.</param>
    /// <param name="logger">Gets a warning when something begins to fail.</param>
    public NodeAgentRegistration(IApi api, NodeAgentOptions options, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(api);
        OptionsCheck.Valid(options);
        ArgumentNullException.ThrowIfNull(logger);
        this.api = api;
        this.options = options;
        this.logger = logger;
        random = new Random(options.Seed);
        backoff = new Backoff(TimeSpan.FromMilliseconds(500), options.RenewInterval, random.Next());
        lease = new NodeLease(api, options);
    }

    /// <summary>One sentence on what fails at the moment; null while nothing fails. For health checks.</summary>
    public string? LastFailure => Volatile.Read(ref lastFailure);

    /// <summary>Completes when the Node, its status and its Lease have been written once.</summary>
    public Task WaitForRegistrationAsync(CancellationToken cancellation) => registered.Task.WaitAsync(cancellation);

    /// <summary>Sets the Node's condition Ready, which is written at once. It is true until this is called.</summary>
    /// <param name="ready">Whether the node can run Pods.</param>
    /// <param name="reason">One word in CamelCase.</param>
    /// <param name="message">One sentence.</param>
    public void SetReady(bool ready, string reason, string message)
    {
        Volatile.Write(ref readiness, new NodeReadiness(ready, reason, message));
        LookNow();
    }

    /// <summary>
    /// Looks at the Node now and not only at the next renewal. To be called when a watch shows that the Node was changed or deleted.
    /// </summary>
    public void LookNow() => Volatile.Read(ref wake).TrySetResult();

    /// <summary>
    /// Registers the node and renews its Lease until cancelled, then returns. The Node stays, and its Lease expires. To be called once.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                // Made before the round, so that a call of LookNow during the round is not lost.
                var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                Volatile.Write(ref wake, next);
                var failure = await RoundAsync(cancellation);
                Report(failure);
                await SleepAsync(
                    failure is null ? options.RenewInterval * (0.96 + (0.08 * random.NextDouble())) : backoff.Next(),
                    next.Task,
                    cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Cancellation is the regular end.
        }
    }

    /// <returns>Null if the round succeeded; else one sentence on what failed.</returns>
    private async Task<string?> RoundAsync(CancellationToken cancellation)
    {
        // The Lease comes first once there is a Node: slow requests about the Node must not let the Lease expire.
        var renewed = uid is null ? null : await lease.RenewAsync(uid, cancellation);
        var first = uid is null;
        var node = await EnsureNodeAsync(cancellation);
        return first && node is null ? await lease.RenewAsync(uid, cancellation) : node ?? renewed;
    }

    private void Report(string? failure)
    {
        if (failure is null)
        {
            backoff.Reset();
            registered.TrySetResult();
        }
        else if (LastFailure is null)
        {
            logger.LogWarning("Node {Node}: {Failure} Trying again until it works.", options.Name, failure);
        }

        Volatile.Write(ref lastFailure, failure);
    }

    private async Task SleepAsync(TimeSpan delay, Task wake, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(Task.Delay(delay, api.Time, stop.Token), wake);
        stop.Cancel(); // Only the delay depends on it, so there is nothing to wait for.
        cancellation.ThrowIfCancellationRequested();
    }

    private async Task<string?> EnsureNodeAsync(CancellationToken cancellation)
    {
        // A known Node is read from the server's cache, which is cheap. If the cache is old, the next round corrects the result.
        var reply = await api.CallAsync(HttpMethod.Get, Path(uid is null ? "" : "?resourceVersion=0"), cancellation: cancellation);
        var missing = reply.Code == 404;
        if (missing)
        {
            var fresh = NodeObjects.New(options, Volatile.Read(ref readiness), Now);
            reply = await api.WriteAsync(
                HttpMethod.Post,
                ResourcePath.Collection<V1Node>(null),
                KubernetesJson.Serialize(fresh),
                cancellation: cancellation);
            if (reply.Code == 409)
            {
                reply = await api.CallAsync(HttpMethod.Get, Path(""), cancellation: cancellation);
            }
            else if (reply.IsSuccess)
            {
                logger.LogInformation("Node {Node} is created{Again}.", options.Name, uid is null ? "" : " again: it was deleted");
            }
        }

        if (!reply.TryRead<V1Node>(out var node, out var unread))
        {
            return unread;
        }

        uid = node.Metadata.Uid;
        if (NodeObjects.MissingFrom(node, options) is { } patch)
        {
            var patched = await api.WriteAsync(
                HttpMethod.Patch,
                Path(""),
                KubernetesJson.Serialize(patch),
                MediaTypes.MergePatch,
                cancellation: cancellation);
            if (!patched.IsSuccess)
            {
                return patched.Describe();
            }
        }

        return await EnsureStatusAsync(node, cancellation);
    }

    private async Task<string?> EnsureStatusAsync(V1Node node, CancellationToken cancellation)
    {
        var now = Volatile.Read(ref readiness);
        var due = statusOf != node.Metadata.Uid || api.Time.GetElapsedTime(statusAt) >= options.StatusInterval;
        if (!due && !NodeObjects.ShowsOtherwise(node, options, now))
        {
            return null;
        }

        var status = new V1Node { Status = NodeObjects.Status(options, now, node.Status, Now) };
        var reply = await api.WriteAsync(
            HttpMethod.Patch,
            Path("/status"),
            KubernetesJson.Serialize(status),
            MediaTypes.StrategicMergePatch,
            MediaTypes.MetadataOnly,
            cancellation);
        if (!reply.IsSuccess)
        {
            return reply.Describe();
        }

        statusOf = node.Metadata.Uid;
        statusAt = api.Time.GetTimestamp();
        return null;
    }

    private DateTime Now => ApiTime.WholeSeconds(api.Time.GetUtcNow());

    private string Path(string rest) => ResourcePath.Item<V1Node>(null, options.Name) + rest;
}
