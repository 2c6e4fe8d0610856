using k8s;
using k8s.Models;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Objects;
using KubeDirect.Primitives;
using Microsoft.Extensions.Logging;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>Keeps a node's Node object and Lease at the API server, as a kubelet does.</summary>
/// <remarks>
/// <para>Labels, annotations, taints and conditions of others are kept. A Node that somebody deleted is created again: it is the
/// Scheduler's business to take that for a cancellation. An API server that is away is asked again, with backoff.</para>
/// <para>It is one loop and one timer, so hundreds fit into a process. Thread-safe.</para>
/// </remarks>
public sealed class NodeAgentRegistration
{
    private readonly NodeAgentOptions _options;
    private readonly IApi _api;
    private readonly ILogger _logger;
    private readonly Random _random;
    private readonly Backoff _backoff;
    private readonly NodeLease _lease;
    private readonly TaskCompletionSource _registered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NodeReadiness _readiness = NodeReadiness.Yes;
    private TaskCompletionSource _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _lastFailure;
    private string? _uid;
    private string? _statusOf;
    private long _statusAt;

    /// <summary>A registration that does nothing until it is run.</summary>
    /// <param name="api">The API server.</param>
    /// <param name="options">The node.</param>
    /// <param name="logger">Where failures are told.</param>
    public NodeAgentRegistration(IApi api, NodeAgentOptions options, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(api);
        OptionsCheck.Valid(options);
        ArgumentNullException.ThrowIfNull(logger);
        _api = api;
        _options = options;
        _logger = logger;
        _random = new Random(options.Seed);
        _backoff = new Backoff(TimeSpan.FromMilliseconds(500), options.RenewInterval, _random.Next());
        _lease = new NodeLease(_api, options);
    }

    /// <summary>Whether Node, status and Lease have been there once.</summary>
    public bool IsRegistered => _registered.Task.IsCompletedSuccessfully;

    /// <summary>One sentence on what fails at the moment; null while all is well. For health checks.</summary>
    public string? LastFailure => Volatile.Read(ref _lastFailure);

    /// <summary>Completes when <see cref="IsRegistered"/> becomes true.</summary>
    public Task WaitForRegistrationAsync(CancellationToken cancellation) => _registered.Task.WaitAsync(cancellation);

    /// <summary>Says whether the node can run Pods; written to its condition Ready at once. It can until told otherwise.</summary>
    /// <param name="ready">Whether it can.</param>
    /// <param name="reason">One word in CamelCase.</param>
    /// <param name="message">One sentence.</param>
    public void SetReady(bool ready, string reason, string message)
    {
        Volatile.Write(ref _readiness, new NodeReadiness(ready, reason, message));
        LookNow();
    }

    /// <summary>
    /// Looks at the Node now instead of at the next renewal; to be called when a watch shows that it was changed or deleted.
    /// </summary>
    public void LookNow() => Volatile.Read(ref _wake).TrySetResult();

    /// <summary>
    /// Registers, then renews until cancelled, and returns. The Node stays and runs out with its Lease. To be called once.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                // Renewed before the round, so that a call in the middle of it is not lost.
                var wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                Volatile.Write(ref _wake, wake);
                var failure = await RoundAsync(cancellation);
                Report(failure);
                await SleepAsync(
                    failure is null ? _options.RenewInterval * (0.96 + (0.08 * _random.NextDouble())) : _backoff.Next(),
                    wake.Task,
                    cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }

    /// <returns>Null if all is well; else one sentence.</returns>
    private async Task<string?> RoundAsync(CancellationToken cancellation)
    {
        // The Lease first, once there is a Node: nothing that is slow about the Node may let it run out.
        var lease = _uid is null ? null : await _lease.RenewAsync(_uid, cancellation);
        var first = _uid is null;
        var node = await EnsureNodeAsync(cancellation);
        return first && node is null ? await _lease.RenewAsync(_uid, cancellation) : node ?? lease;
    }

    private void Report(string? failure)
    {
        if (failure is null)
        {
            _backoff.Reset();
            _registered.TrySetResult();
        }
        else if (LastFailure is null)
        {
            _logger.LogWarning("Node {Node}: {Failure} Trying again until it works.", _options.Name, failure);
        }

        Volatile.Write(ref _lastFailure, failure);
    }

    private async Task SleepAsync(TimeSpan delay, Task wake, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(Task.Delay(delay, _api.Time, stop.Token), wake);
        stop.Cancel(); // Nothing hangs on it but the delay, so there is nothing to wait for.
        cancellation.ThrowIfCancellationRequested();
    }

    private async Task<string?> EnsureNodeAsync(CancellationToken cancellation)
    {
        // A known Node is read from the server's cache, which is cheap; what is old there is corrected a round later.
        var reply = await _api.CallAsync(HttpMethod.Get, Path(_uid is null ? "" : "?resourceVersion=0"), cancellation: cancellation);
        var missing = reply.Code == 404;
        if (missing)
        {
            var fresh = NodeObjects.New(_options, Volatile.Read(ref _readiness), Now);
            reply = await _api.WriteAsync(
                HttpMethod.Post,
                ResourcePath.Collection<V1Node>(null),
                KubernetesJson.Serialize(fresh),
                cancellation: cancellation);
            if (reply.Code == 409)
            {
                reply = await _api.CallAsync(HttpMethod.Get, Path(""), cancellation: cancellation);
            }
            else if (reply.IsSuccess)
            {
                _logger.LogInformation("Node {Node} is created{Again}.", _options.Name, _uid is null ? "" : " again: it was deleted");
            }
        }

        if (!reply.TryRead<V1Node>(out var node, out var unread))
        {
            return unread;
        }

        _uid = node.Metadata.Uid;
        if (NodeObjects.MissingFrom(node, _options) is { } patch)
        {
            var patched = await _api.WriteAsync(
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
        var readiness = Volatile.Read(ref _readiness);
        var due = _statusOf != node.Metadata.Uid || _api.Time.GetElapsedTime(_statusAt) >= _options.StatusInterval;
        if (!due && !NodeObjects.ShowsOtherwise(node, _options, readiness))
        {
            return null;
        }

        var status = new V1Node { Status = NodeObjects.Status(_options, readiness, node.Status, Now) };
        var reply = await _api.WriteAsync(
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

        _statusOf = node.Metadata.Uid;
        _statusAt = _api.Time.GetTimestamp();
        return null;
    }

    private DateTime Now => ApiTime.WholeSeconds(_api.Time.GetUtcNow());

    private string Path(string rest) => ResourcePath.Item<V1Node>(null, _options.Name) + rest;
}
