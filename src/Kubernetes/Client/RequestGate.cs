namespace KubeDirect.Kubernetes.Client;

/// <summary>Bounds the requests in flight. Thread-safe.</summary>
/// <remarks>
/// A limit on connections would not do: watches hold a connection each for minutes, and a burst of Pods must not make a node's Lease
/// wait until the node is taken for dead. So watches and Leases pass freely, and everything else takes a turn.
/// </remarks>
internal sealed class RequestGate(int limit) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(limit);

    public async Task<Turn> EnterAsync(Uri target, CancellationToken cancellation)
    {
        if (PassesFreely(target))
        {
            return default;
        }

        await _turns.WaitAsync(cancellation);
        return new Turn(_turns);
    }

    public static bool PassesFreely(Uri target) =>
        target.AbsolutePath.Contains("/leases", StringComparison.Ordinal)
        || target.Query.Contains("watch=true", StringComparison.Ordinal);

    public void Dispose() => _turns.Dispose();

    /// <summary>A turn that is given back when it is disposed of.</summary>
    internal readonly struct Turn(SemaphoreSlim? turns) : IDisposable
    {
        public void Dispose() => turns?.Release();
    }
}

/// <summary>Applies the gate to requests that the client library's own methods send.</summary>
internal sealed class GateHandler(RequestGate gate) : DelegatingHandler
{
    /// <summary>Set on requests whose sender already holds a turn.</summary>
    public static readonly HttpRequestOptionsKey<bool> Admitted = new("kubedirect.admitted");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Options.TryGetValue(Admitted, out var admitted) && admitted)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        using var turn = await gate.EnterAsync(request.RequestUri!, cancellationToken);
        return await base.SendAsync(request, cancellationToken);
    }
}
