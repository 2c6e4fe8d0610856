namespace KubeDirect.Kubernetes.Leadership;

/// <summary>What a Lease says of who leads. Immutable.</summary>
/// <param name="Holder">The identity of who leads; empty if nobody does.</param>
/// <param name="Duration">For how long others leave it alone after they saw it change.</param>
/// <param name="Transitions">How often it went from one holder to another; at least 0.</param>
/// <param name="Version">The version of the Lease that says so, which a write must find there still; null if there is no Lease.</param>
/// <param name="Address">Where the holder is reached, as <c>host:port</c>; null if it does not say.</param>
public sealed record LeaseRecord(string Holder, TimeSpan Duration, int Transitions, string? Version, string? Address)
{
    /// <summary>There is no Lease.</summary>
    public static LeaseRecord None { get; } = new("", TimeSpan.Zero, 0, null, null);
}

/// <summary>How a call about a Lease ended. Immutable.</summary>
/// <param name="Record">What the Lease says now; null if the call failed or the Lease had changed.</param>
/// <param name="Conflict">Whether a write was refused because the Lease had changed.</param>
/// <param name="Failure">One sentence on what failed; null if nothing did but for a conflict.</param>
public sealed record LeaseCall(LeaseRecord? Record, bool Conflict, string? Failure)
{
    /// <summary>The call went well.</summary>
    public static LeaseCall Done(LeaseRecord record) => new(record, Conflict: false, Failure: null);

    /// <summary>The Lease had changed.</summary>
    public static LeaseCall Changed { get; } = new(null, Conflict: true, Failure: null);

    /// <summary>Whether the call was carried out is not known.</summary>
    public static LeaseCall Failed(string why) => new(null, Conflict: false, why);
}

/// <summary>One Lease, read and written. Thread-safe.</summary>
public interface ILeaseStore
{
    /// <summary>What the Lease is called, for logs.</summary>
    string Name { get; }

    /// <summary>Reads it. Throws only if cancelled.</summary>
    Task<LeaseCall> ReadAsync(CancellationToken cancellation);

    /// <summary>
    /// Writes it, or makes it, if it is still at the record's version. Throws only if cancelled, and may have been carried out then.
    /// </summary>
    /// <param name="record">What it shall say, and the version that it is at.</param>
    /// <param name="acquired">Whether the holder is a new one.</param>
    /// <param name="cancellation">The caller's.</param>
    Task<LeaseCall> WriteAsync(LeaseRecord record, bool acquired, CancellationToken cancellation);
}
