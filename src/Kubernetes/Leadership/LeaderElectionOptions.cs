using System.ComponentModel.DataAnnotations;

namespace KubeDirect.Kubernetes.Leadership;

/// <summary>
/// The options of a candidate. The defaults are those of Kubernetes's own components. Immutable; checked when a candidate is made.
/// </summary>
public sealed record LeaderElectionOptions : IValidatableObject
{
    /// <summary>
    /// The candidate's identity. No two candidates that run at the same time may have the same one: a candidate with the identity of the
    /// holder takes the Lease over at once.
    /// </summary>
    [Required(ErrorMessage = "A candidate must have an identity.")]
    public required string Identity { get; init; }

    /// <summary>Where this candidate is reached while it leads, as <c>host:port</c>. The Lease shows it. Null to show no address.</summary>
    public string? Address { get; init; }

    /// <summary>How long other candidates wait after the last change of the Lease before they take it; whole seconds.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a leader leads after its last renewal. Below <see cref="LeaseDuration"/>, so that it ends before anyone else begins.
    /// </summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The time between two renewals of a leader. Candidates look a little less often. Below <see cref="RenewDeadline"/>.
    /// </summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Seed of the jitter of a candidate's looks.</summary>
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
