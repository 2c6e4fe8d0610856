using System.ComponentModel.DataAnnotations;

namespace KubeDirect.Primitives;

/// <summary>A whole number or a time span that must be more than zero. Null is valid.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PositiveAttribute : ValidationAttribute
{
    /// <summary>An attribute whose message is a sentence.</summary>
    public PositiveAttribute()
        : base("{0} must be more than zero.")
    {
    }

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value switch
    {
        null => true,
        TimeSpan span => span > TimeSpan.Zero,
        int number => number > 0,
        long number => number > 0,
        _ => throw new InvalidOperationException($"{nameof(PositiveAttribute)} does not know {value.GetType().Name}."),
    };
}
