using System.Globalization;
using KubeDirect.Kubernetes.Leadership;

namespace KubeDirect.Tests.Unit.Kubernetes.Leadership;

/// <summary>A Lease in memory, with the failures that an API server may have. Thread-safe.</summary>
internal sealed class SharedLease
{
    private readonly Lock gate = new();
    private int version;
    private int calls;

    /// <summary>What the Lease says.</summary>
    public LeaseRecord Record { get; private set; } = LeaseRecord.None;

    /// <summary>Who gets no answer but a failure.</summary>
    public string? CutOff { get; set; }

    /// <summary>Who gets no answer at all.</summary>
    public string? Hangs { get; set; }

    /// <summary>Whose every write conflicts, as under an admission webhook that answers so.</summary>
    public string? Conflicts { get; set; }

    /// <summary>How many writes conflicted because of that.</summary>
    public int Conflicted { get; private set; }

    /// <summary>How many writes are carried out with their answer lost.</summary>
    public int AnswersToLose { get; set; }

    /// <summary>Whether nobody is in the middle of a call that will be answered.</summary>
    public bool Idle => Volatile.Read(ref calls) == 0;

    public ILeaseStore SeenBy(string who) => new View(this, who);

    public void Put(LeaseRecord record)
    {
        lock (gate)
        {
            Record = record with { Version = (++version).ToString(CultureInfo.InvariantCulture) };
        }
    }

    public void Delete()
    {
        lock (gate)
        {
            Record = LeaseRecord.None;
        }
    }

    private LeaseCall Write(LeaseRecord record)
    {
        lock (gate)
        {
            if (Conflicts == record.Holder)
            {
                Conflicted++;
                return LeaseCall.Changed;
            }

            if (record.Version != Record.Version)
            {
                return LeaseCall.Changed;
            }

            Put(record);
            if (AnswersToLose > 0)
            {
                AnswersToLose--;
                return LeaseCall.Failed("the answer was lost");
            }

            return LeaseCall.Done(Record);
        }
    }

    private sealed class View(SharedLease lease, string who) : ILeaseStore
    {
        public string Name => "kube-system/test";

        public Task<LeaseCall> ReadAsync(CancellationToken cancellation) => AnswerAsync(() => LeaseCall.Done(lease.Record), cancellation);

        public Task<LeaseCall> WriteAsync(LeaseRecord record, bool acquired, CancellationToken cancellation) => AnswerAsync(
            () => lease.Write(record),
            cancellation);

        private async Task<LeaseCall> AnswerAsync(Func<LeaseCall> answer, CancellationToken cancellation)
        {
            if (lease.Hangs == who)
            {
                await Task.Delay(Timeout.Infinite, cancellation);
            }

            Interlocked.Increment(ref lease.calls);
            await Task.Yield();
            Interlocked.Decrement(ref lease.calls);
            return lease.CutOff == who ? LeaseCall.Failed("cut off") : answer();
        }
    }
}
