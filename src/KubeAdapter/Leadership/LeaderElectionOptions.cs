namespace KubeDirect.KubeAdapter;

/// <summary>How leaders are elected; the defaults are those of Kubernetes's own components. Immutable.</summary>
public sealed record LeaderElectionOptions
{
    /// <summary>Who this candidate is: no two that run at once may have the same. One that has the identity of the holder takes the Lease over at once.</summary>
    public required string Identity { get; init; }

    /// <summary>Where this candidate's stages are reached, as <c>host:port</c>; told by the Lease.</summary>
    public string? LinkAddress { get; init; }

    /// <summary>How long others leave a Lease alone that does not change; whole seconds.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long after its last renewal a leader leads at most. Below <see cref="LeaseDuration"/>: it ends before anyone else begins.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a leader renews; candidates look a little less often. Below <see cref="RenewDeadline"/>.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Seed of the jitter between a candidate's looks.</summary>
    public int Seed { get; init; }

    /// <summary>What does not fit, in a sentence; null if all does.</summary>
    public string? Misfit =>
        string.IsNullOrEmpty(Identity) ? "A candidate must have an identity."
        : RetryPeriod <= TimeSpan.Zero || RenewDeadline <= RetryPeriod || LeaseDuration <= RenewDeadline
            ? $"A leader renews every {RetryPeriod.TotalSeconds} s, leads for {RenewDeadline.TotalSeconds} s at most and the Lease lasts {LeaseDuration.TotalSeconds} s: each must be longer than the one before."
            : null;
}
