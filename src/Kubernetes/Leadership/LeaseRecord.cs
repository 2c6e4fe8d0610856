namespace KubeDirect.Kubernetes.Leadership;

/// <summary>The contents of a Lease. Immutable.</summary>
/// <param name="Holder">The identity of the leader; empty if nobody leads.</param>
/// <param name="Duration">How long other candidates leave the Lease alone after they saw it change.</param>
/// <param name="Transitions">How often the holder changed; at least 0.</param>
/// <param name="Version">The resource version of the Lease, which is the precondition of a write; null if there is no Lease.</param>
/// <param name="Address">Where the holder is reached, as <c>host:port</c>; null if the Lease does not say.</param>
public sealed record LeaseRecord(string Holder, TimeSpan Duration, int Transitions, string? Version, string? Address)
{
    /// <summary>There is no Lease.</summary>
    public static LeaseRecord None { get; } = new("", TimeSpan.Zero, 0, null, null);
}
