namespace KubeDirect.Kubernetes.Client;

/// <summary>Bounds the number of requests in flight. Thread-safe.</summary>
/// <remarks>
/// A limit on connections is not enough: each watch holds a connection for minutes, and a burst of Pods must not delay the renewal of a
/// node's Lease until the node counts as dead. So watches and Leases pass freely, and every other request takes a turn.
/// </remarks>
internal sealed class RequestGate(int limit) : IDisposable
{
    private readonly SemaphoreSlim turns = new(limit);

    public async Task<Turn> EnterAsync(Uri target, CancellationToken cancellation)
    {
        if (PassesFreely(target))
        {
            return default;
        }

        await turns.WaitAsync(cancellation);
        return new Turn(turns);
    }

    public static bool PassesFreely(Uri target) =>
        target.AbsolutePath.Contains("/leases", StringComparison.Ordinal)
        || target.Query.Contains("watch=true", StringComparison.Ordinal);

    public void Dispose() => turns.Dispose();

    /// <summary>One turn. To dispose of it gives the turn back.</summary>
    internal readonly struct Turn(SemaphoreSlim? turns) : IDisposable
    {
        public void Dispose() => turns?.Release();
    }
}
