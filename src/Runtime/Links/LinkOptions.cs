using System.ComponentModel.DataAnnotations;
using KubeDirect.Primitives;

namespace KubeDirect.Runtime.Links;

/// <summary>Bounds and delays of links. Immutable; checked when an actor is made.</summary>
public sealed record LinkOptions : IValidatableObject
{
    /// <summary>
    /// How many messages wait to be sent before decisions that would add to them are put off. At least 0, which puts off every decision.
    /// </summary>
    [NotNegative]
    public int HighWater { get; init; } = 1024;

    /// <summary>
    /// How many messages wait to be sent before the connection is broken; the next handshake sends only the difference. Must be above
    /// <see cref="HighWater"/>.
    /// </summary>
    public int Capacity { get; init; } = 131_072;

    /// <summary>How many messages are in a batch at most; at least 1.</summary>
    [Positive]
    public int BatchSize { get; init; } = 512;

    /// <summary>The first delay before dialing again; more than zero. It doubles with each failure, with jitter.</summary>
    [Positive]
    public TimeSpan InitialBackoff { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The longest delay before dialing again; more than zero.</summary>
    [Positive]
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Capacity <= HighWater)
        {
            yield return new ValidationResult($"The capacity of links, {Capacity}, must be above their high water, {HighWater}.");
        }
    }
}
