namespace KubeDirect.Kubernetes.Leadership;

/// <summary>Reads and writes one Lease. Thread-safe.</summary>
public interface ILeaseStore
{
    /// <summary>The Lease's name, for logs.</summary>
    string Name { get; }

    /// <summary>Reads the Lease. Throws only if cancelled.</summary>
    Task<LeaseCall> ReadAsync(CancellationToken cancellation);

    /// <summary>
    /// Writes the Lease, or creates it, if it still has the record's version. Throws only if cancelled; the write may be carried out
    /// nevertheless.
    /// </summary>
    /// <param name="record">The new contents, and the version that the Lease must have.</param>
    /// <param name="acquired">Whether the holder is a new one: the Lease then shows when it was acquired.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    Task<LeaseCall> WriteAsync(LeaseRecord record, bool acquired, CancellationToken cancellation);
}
