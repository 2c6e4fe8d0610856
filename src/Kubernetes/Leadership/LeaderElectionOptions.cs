using System.ComponentModel.DataAnnotations;

namespace KubeDirect.Kubernetes.Leadership;

/// <summary>
/// How leaders are elected; the defaults are those of Kubernetes's own components. Immutable; checked when a candidate is made.
/// </summary>
public sealed record LeaderElectionOptions : IValidatableObject
{
    /// <summary>
    /// Who this candidate is. No two candidates that run at once may have the same identity: one that has the identity of the holder takes
    /// the Lease over at once.
    /// </summary>
    [Required(ErrorMessage = "A candidate must have an identity.")]
    public required string Identity { get; init; }

    /// <summary>Where this candidate is reached while it leads, as <c>host:port</c>; the Lease says it. Null if it says nothing.</summary>
    public string? Address { get; init; }

    /// <summary>For how long others leave a Lease alone that does not change; whole seconds.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long after its last renewal a leader leads at most. Below <see cref="LeaseDuration"/>: it ends before anyone else begins.
    /// </summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a leader renews; candidates look a little less often. Below <see cref="RenewDeadline"/>.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Seed of the jitter between a candidate's looks.</summary>
    public int Seed { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RetryPeriod <= TimeSpan.Zero || RenewDeadline <= RetryPeriod || LeaseDuration <= RenewDeadline)
        {
            yield return new ValidationResult(
                $"A leader renews every {RetryPeriod.TotalSeconds} s, leads for {RenewDeadline.TotalSeconds} s at most "
                + $"and the Lease lasts {LeaseDuration.TotalSeconds} s: each must be longer than the one before.");
        }
    }
}
