namespace KubeDirect.Kubernetes.Client;

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
