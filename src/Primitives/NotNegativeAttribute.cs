using System.ComponentModel.DataAnnotations;

namespace KubeDirect.Primitives;

/// <summary>A whole number or a time span that must not be less than zero. Null is valid.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotNegativeAttribute : ValidationAttribute
{
    /// <summary>An attribute whose message is a sentence.</summary>
    public NotNegativeAttribute()
        : base("{0} must not be negative.")
    {
    }

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value switch
    {
        null => true,
        int number => number >= 0,
        TimeSpan span => span >= TimeSpan.Zero,
        _ => throw new InvalidOperationException($"{nameof(NotNegativeAttribute)} does not know {value.GetType().Name}."),
    };
}
