using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;

namespace KubeDirect.Primitives;

/// <summary>
/// Checks options. Their type says what is valid: by validation attributes of its properties, and by <see cref="IValidatableObject"/> for
/// what concerns several of them.
/// </summary>
public static class OptionsCheck
{
    /// <summary>What is wrong with options.</summary>
    /// <param name="options">The options.</param>
    /// <returns>One sentence for each mistake, in one line; null if there is none.</returns>
    public static string? FailureOf(object options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var results = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true)
            ? null
            : string.Join(' ', results.Select(result => result.ErrorMessage));
    }

    /// <summary>Lets valid options through.</summary>
    /// <typeparam name="T">The type of the options.</typeparam>
    /// <param name="options">The options.</param>
    /// <param name="name">What the caller calls them.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ArgumentException">They are not valid; the message says why in sentences.</exception>
    public static T Valid<T>(T options, [CallerArgumentExpression(nameof(options))] string? name = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(options, name);
        return FailureOf(options) is { } failure ? throw new ArgumentException(failure, name) : options;
    }
}
