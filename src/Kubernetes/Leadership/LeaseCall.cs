namespace KubeDirect.Kubernetes.Leadership;

/// <summary>The result of a request about a Lease. Immutable.</summary>
/// <param name="Record">The Lease after the request; null if the request failed or the Lease had changed.</param>
/// <param name="Conflict">Whether a write was refused because the Lease had changed.</param>
/// <param name="Failure">One sentence on what failed; null after a success or a conflict.</param>
public sealed record LeaseCall(LeaseRecord? Record, bool Conflict, string? Failure)
{
    /// <summary>The request succeeded.</summary>
    public static LeaseCall Done(LeaseRecord record) => new(record, Conflict: false, Failure: null);

    /// <summary>The request was refused because the Lease had changed.</summary>
    public static LeaseCall Changed { get; } = new(null, Conflict: true, Failure: null);

    /// <summary>The request may have been carried out or not.</summary>
    public static LeaseCall Failed(string why) => new(null, Conflict: false, why);
}
