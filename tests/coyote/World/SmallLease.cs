using KubeDirect.Kubernetes.Leadership;
using KubeDirect.Primitives;

namespace KubeDirect.Tests.Coyote.World;

/// <summary>A Lease in memory. Calls arrive and are answered at moments that
/// Coyote chooses; some writes are carried out, and nobody is told.</summary>
internal sealed class SmallLease
{
    private readonly object gate = new();
    private readonly Permits never = new(0);
    private LeaseRecord record = LeaseRecord.None;
    private int version;
    private int silent;

    /// <summary>The next so many writes are carried out and never answered.</summary>
    public void FallSilent(int writes) => Volatile.Write(ref silent, writes);

    /// <summary>The Lease as a candidate sees it.</summary>
    public ILeaseStore View() => new Seen(this);

    private LeaseCall Write(LeaseRecord wanted)
    {
        lock (gate)
        {
            if (wanted.Version != record.Version)
            {
                return LeaseCall.Changed;
            }

            record = wanted with { Version = $"{++version}" };
            Narration.Tell($"Lease: {record}");
            return LeaseCall.Done(record);
        }
    }

    private sealed class Seen(SmallLease lease) : ILeaseStore
    {
        public string Name => "default/lease";

        public async Task<LeaseCall> ReadAsync(CancellationToken cancellation)
        {
            await Task.Yield();
            cancellation.ThrowIfCancellationRequested();
            lock (lease.gate)
            {
                return LeaseCall.Done(lease.record);
            }
        }

        public async Task<LeaseCall> WriteAsync(LeaseRecord wanted, bool acquired, CancellationToken cancellation)
        {
            await Task.Yield();
            var call = lease.Write(wanted);
            await Task.Yield();
            if (Volatile.Read(ref lease.silent) > 0 && Interlocked.Decrement(ref lease.silent) >= 0)
            {
                await lease.never.WaitAsync(cancellation);
            }

            cancellation.ThrowIfCancellationRequested();
            return call;
        }
    }
}
