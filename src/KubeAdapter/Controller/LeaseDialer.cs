using KubeDirect.Kubernetes.Leadership;

namespace KubeDirect.KubeAdapter.Controller;

/// <summary>Dials a stage at the address that the holder of a Lease has written into it.</summary>
/// <param name="store">The Lease.</param>
/// <param name="dial">Dials an address.</param>
/// <remarks>While the API server is away, it dials the last known holder, because links do not need the API server.</remarks>
public sealed class LeaseDialer(ILeaseStore store, Func<Uri, IDialer> dial) : IDialer
{
    private Uri? known;

    /// <inheritdoc/>
    public async Task<IConnection> DialAsync(CancellationToken cancellation)
    {
        var call = await store.ReadAsync(cancellation);
        if (call.Record is { } record)
        {
            var leads = record.Holder.Length > 0;
            known = leads && Uri.TryCreate($"http://{record.Address}", UriKind.Absolute, out var address) ? address : null;
        }

        return known is null
            ? throw new LinkBrokenException(call.Failure ?? $"the Lease {store.Name} does not say where its holder is reached")
            : await dial(known).DialAsync(cancellation);
    }
}
